// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "rtf.h"

#include "base/text.h"
#include "numbers.h"
#include "packed_file.h"

#include <algorithm>
#include <string>

namespace chainmail::mime_split {

namespace {

constexpr std::string_view keyword = "\\objdata";

// The bytes whose digits stand from `at` on, up to the end of the group. Other words
// and groups among the digits are skipped, as by Word.
std::string take_bytes(std::string_view content, std::size_t& at)
{
    std::string bytes;
    int depth = 0, high = -1;
    for (; at < content.size() && depth >= 0; ++at) {
        const char c = content[at];
        if (c == '{') ++depth;
        if (c == '}') --depth;
        if (c == '\\') {
            while (at + 1 < content.size() && text::is_alnum(content[at + 1]))
                ++at;
            continue;
        }
        const int value = depth == 0 ? text::hex_value(c) : -1;
        if (value < 0) continue;
        if (high >= 0) bytes += static_cast<char>(high * 16 + value);
        high = high >= 0 ? -1 : value;
    }
    return bytes;
}

// A text with its length before it.
std::string_view take_counted(std::string_view& rest)
{
    const auto length = little_endian(rest, 0, 4);
    rest.remove_prefix(std::min<std::size_t>(4, rest.size()));
    const auto text = rest.substr(0, length);
    rest.remove_prefix(text.size());
    return text;
}

bool give(std::string_view object, Members& members)
{
    constexpr std::size_t version_and_kind = 8;
    const auto all = object;
    object.remove_prefix(std::min(version_and_kind, object.size()));
    const auto kind = take_counted(object);
    take_counted(object);
    take_counted(object);
    if (object.size() <= 4) return members.begin({}) && members.add(all);
    if (kind.substr(0, kind.find('\0')) != "Package")
        return members.begin({}) && members.add(object.substr(4));
    const auto packed = read_packed_file(object);
    return members.begin({packed.label, packed.name, ""}) &&
           members.add(packed.content);
}

} // namespace

Opened open_rtf(std::string_view content, Members& members)
{
    for (auto at = content.find(keyword); at != content.npos;
         at = content.find(keyword, at)) {
        at += keyword.size();
        const auto object = take_bytes(content, at);
        if (!object.empty() && !give(object, members)) break;
    }
    return {};
}

} // namespace chainmail::mime_split
