// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Numbers (perldata(1), "Scalar value constructors").
#include "base/text.h"
#include "config/parser.h"

#include <algorithm>

namespace chainmail::config {

namespace {

using Kind = Expr::Kind;

bool is_name_part(char c)
{
    return text::is_alnum(c) || c == '_';
}

/// The length of a run of digits and "_".
std::size_t digits(std::string_view text)
{
    const auto end = text.find_first_not_of("0123456789_");
    return std::min(end, text.size());
}

/// The length of a decimal number.
std::size_t decimal(std::string_view text)
{
    std::size_t length = digits(text);
    if (text.substr(length).starts_with('.') && !text.substr(length).starts_with(".."))
        length += 1 + digits(text.substr(length + 1));
    auto exponent = text.substr(length);
    if (exponent.empty() || (exponent[0] != 'e' && exponent[0] != 'E')) return length;
    exponent.remove_prefix(1);
    const std::size_t sign = exponent.starts_with('-') || exponent.starts_with('+');
    const auto more = digits(exponent.substr(sign));
    return more == 0 ? length : length + 1 + sign + more;
}

std::string without_underscores(std::string_view text)
{
    std::string out(text);
    std::erase(out, '_');
    return out;
}

} // namespace

Expr Parser::number()
{
    const Mark start = mark();
    const auto rest = cursor_.rest();
    if (rest[0] == '0' && rest.size() > 1 && is_name_part(rest[1]))
        return based_number(start);
    cursor_.skip(decimal(rest));
    Expr expr = make(Kind::number, start);
    const bool glued = is_name_part(cursor_.peek());
    const bool version = cursor_.peek() == '.' && text::is_digit(cursor_.peek(1));
    const auto value = parse_number(without_underscores(expr.source));
    if (!value || glued || version) {
        const auto more = cursor_.rest().find_first_of(" \t\r\n,;)]}");
        cursor_.skip(more);
        return fail(start.at,
                    "this is no number",
                    cursor_.since(start.offset),
                    "a text stands in quotes");
    }
    expr.number = *value;
    return expr;
}

/// 0x1f, 0b101, 0755.
Expr Parser::based_number(const Mark& start)
{
    cursor_.skip(1);
    const char mark_of_base = text::to_lower(cursor_.peek());
    double base = 8;
    if (mark_of_base == 'x') base = 16;
    if (mark_of_base == 'b') base = 2;
    if (base != 8) cursor_.skip(1);
    double value = 0;
    bool wrong = base != 8 && !is_name_part(cursor_.peek());
    while (is_name_part(cursor_.peek())) {
        const char c = cursor_.take();
        if (c == '_') continue;
        const int digit = text::hex_value(c);
        wrong = wrong || digit < 0 || digit >= base;
        value = value * base + digit;
    }
    constexpr double exact = 9007199254740992; // 2**53
    if (wrong || value >= exact || cursor_.peek() == '.')
        return fail(start.at, "this is no number", cursor_.since(start.offset));
    Expr expr = make(Kind::number, start);
    expr.number = value;
    return expr;
}

} // namespace chainmail::config
