// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Small things done to text. ASCII only, never the locale's idea of a letter.
// Views returned point into the argument.
#ifndef CHAINMAIL_BASE_TEXT_H
#define CHAINMAIL_BASE_TEXT_H

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace chainmail::text {

constexpr bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
constexpr bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}
constexpr bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}
constexpr bool is_alpha(char c)
{
    return is_upper(c) || is_lower(c);
}
constexpr bool is_alnum(char c)
{
    return is_alpha(c) || is_digit(c);
}
/// Space or tab, the white space of a mail header (RFC 5234 WSP).
constexpr bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}
/// Blank or line end or the two other C0 spaces.
constexpr bool is_space(char c)
{
    return is_blank(c) || (c >= '\n' && c <= '\r');
}
constexpr bool is_control(char c)
{
    return (c >= 0 && c < 0x20) || c == 0x7F;
}
constexpr bool is_8bit(char c)
{
    return static_cast<unsigned char>(c) >= 0x80;
}

/// How many bytes at the beginning are ASCII; eight are looked at at once.
std::size_t ascii_length(std::string_view s);
constexpr char to_lower(char c)
{
    return is_upper(c) ? static_cast<char>(c + 32) : c;
}
constexpr char to_upper(char c)
{
    return is_lower(c) ? static_cast<char>(c - 32) : c;
}

/// The two digits of a byte, in upper case: "0A".
std::string hex(char byte);

/// The value of a hexadecimal digit, -1 for anything else.
constexpr int hex_value(char c)
{
    if (is_digit(c)) return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

std::string lower(std::string_view s);
std::string upper(std::string_view s);
bool equal_ignore_case(std::string_view a, std::string_view b);
bool starts_with_ignore_case(std::string_view s, std::string_view prefix);

/// Without white space (is_space) at both ends.
std::string_view trim(std::string_view s);

/// Takes the first line off `text` and returns it without its LF.
std::string_view take_line(std::string_view& text);

/// The fields between the separators; "" gives one empty field.
std::vector<std::string_view> split(std::string_view s, char separator);
std::string join(const std::vector<std::string>& items, std::string_view between);

/// Decimal digits only, the whole of `s`; nothing on overflow or anything else.
std::optional<std::uint64_t> to_number(std::string_view s);

/// A number as amavisd prints scores: "%.3f" without trailing zeros ("6.31", "0",
/// "-1.9").
std::string score(double value);

/// `s` for a log line: control bytes and, where asked, bytes >= 0x80 as \xHH, cut at
/// `limit` bytes.
std::string printable(std::string_view s, std::size_t limit = 512);

namespace detail {
inline void add(std::string& to, std::string_view s)
{
    to += s;
}
inline void add(std::string& to, const char* s)
{
    to += s;
}
inline void add(std::string& to, char c)
{
    to += c;
}
template <typename N>
requires std::is_integral_v<N>
void add(std::string& to, N n)
{
    to += std::to_string(n);
}
} // namespace detail

/// All arguments (texts, characters, whole numbers) one after the other.
template <typename... Ts>
std::string cat(const Ts&... parts)
{
    std::string out;
    (detail::add(out, parts), ...);
    return out;
}

} // namespace chainmail::text

#endif
