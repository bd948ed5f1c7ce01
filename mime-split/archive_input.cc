// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "archive_input.h"

#include <algorithm>
#include <archive.h>
#include <cerrno>

namespace chainmail::mime_split {

namespace {

constexpr std::size_t block_size = 65536;

ArchiveInput& input(void* data)
{
    return *static_cast<ArchiveInput*>(data);
}

la_ssize_t read_block(archive* by, void* data, const void** to)
{
    std::string_view block;
    if (!input(data).next(block)) {
        ::archive_set_error(by, ECANCELED, "no more is wanted");
        return ARCHIVE_FATAL;
    }
    *to = block.data();
    return static_cast<la_ssize_t>(block.size());
}

la_int64_t skip_bytes(archive*, void* data, la_int64_t bytes)
{
    return bytes <= 0 ? 0
                      : static_cast<la_int64_t>(
                            input(data).skip(static_cast<std::size_t>(bytes)));
}

la_int64_t seek_to(archive*, void* data, la_int64_t offset, int whence)
{
    auto& from = input(data);
    const auto base = whence == SEEK_END   ? from.size()
                      : whence == SEEK_CUR ? from.at()
                                           : 0;
    const auto to = static_cast<la_int64_t>(base) + offset;
    if (to < 0 || !from.go_to(static_cast<std::size_t>(to))) return ARCHIVE_FATAL;
    return to;
}

} // namespace

bool ArchiveInput::open(archive* by)
{
    ::archive_read_set_callback_data(by, this);
    ::archive_read_set_read_callback(by, read_block);
    ::archive_read_set_skip_callback(by, skip_bytes);
    ::archive_read_set_seek_callback(by, seek_to);
    return ::archive_read_open1(by) == ARCHIVE_OK;
}

bool ArchiveInput::next(std::string_view& block)
{
    if (!members_.wanted()) return false;
    block = content_.substr(at_, block_size);
    at_ += block.size();
    return true;
}

std::size_t ArchiveInput::skip(std::size_t bytes)
{
    const auto skipped = std::min(bytes, content_.size() - at_);
    at_ += skipped;
    return skipped;
}

bool ArchiveInput::go_to(std::size_t offset)
{
    if (offset > content_.size()) return false;
    at_ = offset;
    return true;
}

} // namespace chainmail::mime_split
