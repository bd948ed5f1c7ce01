// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "store_file.h"

#include <algorithm>

namespace chainmail::mime_split {

Status StoreFile::put(std::uint64_t offset, std::string_view bytes)
{
    end_ = std::max(end_, offset + bytes.size());
    return os::pwrite_all(fd_, bytes, offset);
}

// The whole file each time it has outgrown the mapping: a few system calls for each
// container, and address space only.
Result<std::string_view> StoreFile::view(std::uint64_t offset, std::uint64_t length)
{
    if (length == 0) return std::string_view();
    if (offset > end_ || length > end_ - offset)
        return internal("a part of the store is wanted that was not written");
    if (mappings_.empty() || mappings_.back().view().size() < offset + length) {
        auto mapping = os::Mapping::of(fd_, end_);
        if (!mapping) return mapping.error();
        mappings_.push_back(std::move(*mapping));
    }
    return mappings_.back().view().substr(offset, length);
}

} // namespace chainmail::mime_split
