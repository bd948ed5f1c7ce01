// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "types.h"

#include "leading_bytes.h"
#include "short_types.h"
#include "text_type.h"

namespace chainmail::mime_split {

Types Types::load(std::string& warning)
{
    Types types;
    if (auto magic = Magic::load())
        types.magic_ = std::move(*magic);
    else
        warning = magic.error().what;
    return types;
}

Type Types::of(std::string_view content) const
{
    if (content.empty()) return {{"empty"}, Format::none, false};
    auto type = type_by_bytes(content);
    if (!type.shorts.empty()) return type;
    if (type.format == Format::none)
        if (auto text = type_of_text(content); !text.shorts.empty()) return text;
    type.shorts = short_types(magic_ ? magic_->describe(content) : "data");
    return type;
}

} // namespace chainmail::mime_split
