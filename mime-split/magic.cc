// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "magic.h"

#include "base/text.h"

#include <algorithm>
#include <magic.h> // libmagic

namespace chainmail::mime_split {

namespace {

// file(1) looks at no more than that.
constexpr std::size_t most = 1U << 20U;

} // namespace

void Magic::Close::operator()(magic_set* cookie) const
{
    ::magic_close(cookie);
}

Result<Magic> Magic::load()
{
    Magic magic;
    magic.cookie_.reset(::magic_open(MAGIC_NO_CHECK_COMPRESS));
    if (!magic.cookie_) return temporary("libmagic: out of memory");
    if (::magic_load(magic.cookie_.get(), nullptr) != 0)
        return permanent(text::cat("libmagic: ", ::magic_error(magic.cookie_.get())));
    return magic;
}

std::string Magic::describe(std::string_view content) const
{
    const char* said =
        ::magic_buffer(cookie_.get(), content.data(), std::min(content.size(), most));
    return said == nullptr ? "data" : said;
}

} // namespace chainmail::mime_split
