// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "base/text.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstring>

namespace chainmail::text {

std::size_t ascii_length(std::string_view s)
{
    constexpr std::uint64_t high_bits = 0x8080'8080'8080'8080U;
    std::size_t at = 0;
    for (; at + sizeof high_bits <= s.size(); at += sizeof high_bits) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, s.data() + at, sizeof eight);
        if ((eight & high_bits) != 0) break;
    }
    while (at < s.size() && !is_8bit(s[at]))
        ++at;
    return at;
}

std::string lower(std::string_view s)
{
    std::string out(s);
    std::transform(out.begin(), out.end(), out.begin(), to_lower);
    return out;
}

std::string upper(std::string_view s)
{
    std::string out(s);
    std::transform(out.begin(), out.end(), out.begin(), to_upper);
    return out;
}

bool equal_ignore_case(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && starts_with_ignore_case(a, b);
}

bool starts_with_ignore_case(std::string_view s, std::string_view prefix)
{
    if (s.size() < prefix.size()) return false;
    return std::equal(prefix.begin(), prefix.end(), s.begin(), [](char a, char b) {
        return to_lower(a) == to_lower(b);
    });
}

std::string_view trim(std::string_view s)
{
    while (!s.empty() && is_space(s.front()))
        s.remove_prefix(1);
    while (!s.empty() && is_space(s.back()))
        s.remove_suffix(1);
    return s;
}

std::string_view take_line(std::string_view& text)
{
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    return line;
}

std::vector<std::string_view> split(std::string_view s, char separator)
{
    std::vector<std::string_view> fields;
    for (;;) {
        const auto at = s.find(separator);
        fields.push_back(s.substr(0, at));
        if (at == std::string_view::npos) return fields;
        s.remove_prefix(at + 1);
    }
}

std::string join(const std::vector<std::string>& items, std::string_view between)
{
    std::string out;
    for (const auto& item : items) {
        if (&item != &items.front()) out += between;
        out += item;
    }
    return out;
}

std::optional<std::uint64_t> to_number(std::string_view s)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), value);
    if (s.empty() || error != std::errc{} || end != s.data() + s.size()) return {};
    return value;
}

std::string score(double value)
{
    char digits[64];
    const int n = std::snprintf(digits, sizeof digits, "%.3f", value);
    std::string out(digits, static_cast<std::size_t>(n));
    while (out.back() == '0')
        out.pop_back();
    if (out.back() == '.') out.pop_back();
    return out == "-0" ? "0" : out;
}

std::string hex(char byte)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto value = static_cast<unsigned char>(byte);
    return {digits[value >> 4U], digits[value & 15U]};
}

std::string printable(std::string_view s, std::size_t limit)
{
    std::string out;
    for (const char c : s) {
        if (out.size() >= limit) return out + "...";
        if (is_control(c))
            out += cat("\\x", hex(c));
        else
            out += c;
    }
    return out;
}

} // namespace chainmail::text
