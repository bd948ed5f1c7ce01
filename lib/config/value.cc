// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "config/value.h"

#include "base/text.h"

#include <charconv>
#include <cmath>

namespace chainmail::config {

bool RegexTable::operator==(const RegexTable& other) const
{
    return rows == other.rows;
}
bool Special::operator==(const Special& other) const
{
    return function == other.function && arguments == other.arguments;
}

bool Value::is_true() const
{
    if (is_undef()) return false;
    if (const auto* number = get<double>()) return *number != 0;
    if (const auto* text = get<std::string>()) return !text->empty() && *text != "0";
    return true;
}

std::optional<std::string> Value::text() const
{
    if (is_undef()) return std::string();
    if (const auto* text = get<std::string>()) return *text;
    if (const auto* number = get<double>()) return print(*number);
    return {};
}

std::optional<double> Value::number() const
{
    if (const auto* number = get<double>()) return *number;
    if (const auto* text = get<std::string>()) return parse_number(*text);
    return {};
}

std::string_view Value::kind() const
{
    constexpr std::string_view kinds[] = {"undef",
                                          "a number",
                                          "a text",
                                          "a reference",
                                          "a pattern",
                                          "a list",
                                          "a hash",
                                          "a table of patterns",
                                          "a function or query"};
    static_assert(std::size(kinds) == std::variant_size_v<Content>);
    return kinds[content_.index()];
}

std::string print(double number)
{
    constexpr double exact = 9007199254740992; // 2**53
    char digits[64];
    char* const end = digits + sizeof digits;
    const bool whole = std::trunc(number) == number && std::fabs(number) < exact;
    const auto done =
        whole ? std::to_chars(digits, end, static_cast<long long>(number))
              : std::to_chars(digits, end, number, std::chars_format::general, 15);
    return {digits, done.ptr};
}

std::optional<double> parse_number(std::string_view text)
{
    text = text::trim(text);
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    // from_chars would also take "inf", "nan" and a second sign.
    if (text.empty() || !(text::is_digit(text[0]) || text[0] == '.')) return {};
    double value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end) return {};
    return negative && value != 0 ? -value : value;
}

} // namespace chainmail::config
