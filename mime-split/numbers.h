// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Numbers in files.
#ifndef CHAINMAIL_MIME_SPLIT_NUMBERS_H
#define CHAINMAIL_MIME_SPLIT_NUMBERS_H

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace chainmail::mime_split {

/// The number of `length` (<= 8) bytes at `offset`, least significant first. Bytes
/// behind the end of `content` count as 0.
constexpr std::uint64_t
little_endian(std::string_view content, std::size_t offset, std::size_t length)
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < length; ++i) {
        if (offset >= content.size() || i >= content.size() - offset) break;
        value |= std::uint64_t{static_cast<unsigned char>(content[offset + i])}
                 << (8 * i);
    }
    return value;
}

/// The same, most significant byte first; all bytes must be there, or it is 0.
constexpr std::uint64_t
big_endian(std::string_view content, std::size_t offset, std::size_t length)
{
    if (offset > content.size() || length > content.size() - offset) return 0;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < length; ++i)
        value = value << 8U | static_cast<unsigned char>(content[offset + i]);
    return value;
}

} // namespace chainmail::mime_split

#endif
