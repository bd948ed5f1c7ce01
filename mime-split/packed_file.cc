// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "packed_file.h"

#include "numbers.h"

#include <algorithm>

namespace chainmail::mime_split {

namespace {

// The text up to a NUL, which is taken as well.
std::string_view take_text(std::string_view& rest)
{
    const auto end = rest.find('\0');
    const auto text = rest.substr(0, end);
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    return text;
}

void skip(std::string_view& rest, std::size_t bytes)
{
    rest.remove_prefix(std::min(rest.size(), bytes));
}

std::string base_name(std::string_view path)
{
    return std::string(path.substr(path.find_last_of("\\/") + 1));
}

} // namespace

// Size, flags, label, path, two numbers, a second path with its length before it, and
// the content likewise.
PackedFile read_packed_file(std::string_view stream)
{
    skip(stream, 4);
    PackedFile raw{"", "", stream};
    skip(stream, 2);
    PackedFile packed;
    packed.label = base_name(take_text(stream));
    packed.name = base_name(take_text(stream));
    skip(stream, 4);
    const auto second = little_endian(stream, 0, 4);
    if (stream.size() < 4 || second > stream.size() - 4) return raw;
    skip(stream, 4 + second);
    if (stream.size() < 4) return raw;
    packed.content = stream.substr(4, little_endian(stream, 0, 4));
    return packed;
}

} // namespace chainmail::mime_split
