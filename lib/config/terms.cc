// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Values: numbers, variables, brackets. Words are in words.cc, quotes in quotes.cc.
#include "base/text.h"
#include "config/parser.h"

#include <algorithm>

namespace chainmail::config {

namespace {

using Kind = Expr::Kind;

bool is_name_start(char c)
{
    return text::is_alpha(c) || c == '_';
}
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

/// The length of a decimal number (perldata(1), "Scalar value constructors").
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

Expr Parser::term()
{
    cursor_.skip_space();
    const Mark start = mark();
    const char c = cursor_.peek();
    if (cursor_.at_end())
        return fail(start.at, "a value is missing at the end of the file");
    if (text::is_digit(c) || (c == '.' && text::is_digit(cursor_.peek(1))))
        return number();
    if (is_name_start(c)) return word();
    switch (c) {
    case '\'':
    case '"':
    case '`':
        return quote({}, start);
    case '$':
    case '@':
    case '%':
        return variable();
    case '(':
        return bracket(Kind::sequence, ')');
    case '[':
        return bracket(Kind::array, ']');
    case '{':
        return bracket(Kind::hash, '}');
    case '/':
        return fail(
            start.at, "a value is expected", cursor_.rest(), "a pattern is qr/.../");
    case '<':
        if (cursor_.peek(1) == '<') {
            return fail(start.at,
                        "a here-document is not supported by this version",
                        cursor_.rest());
        }
        [[fallthrough]];
    default:
        return fail(start.at, "a value is expected", cursor_.rest());
    }
}

std::string_view Parser::braced_name()
{
    Cursor ahead = cursor_;
    if (!ahead.take_if('{')) return {};
    ahead.skip_space();
    const auto name = ahead.take_name();
    ahead.skip_space();
    if (name.empty() || !ahead.take_if('}')) return {};
    cursor_ = ahead;
    return name;
}

/// What follows the sigil, which is taken already.
std::string_view Parser::variable_name(const Mark& start)
{
    auto name = braced_name();
    if (!name.empty()) return name;
    name = cursor_.take_name();
    if (name.empty()) {
        fail(start.at,
             "this use of a variable is not supported by this version",
             cursor_.from(start.offset));
        return {};
    }
    const bool qualified = (cursor_.peek() == ':' && cursor_.peek(1) == ':') ||
                           (cursor_.peek() == '\'' && is_name_start(cursor_.peek(1)));
    if (qualified) {
        fail(start.at,
             "Perl reads this as a variable of another package",
             cursor_.from(start.offset),
             text::cat("write {", name, "} if the name is only ", name));
        return {};
    }
    return name;
}

Expr Parser::variable()
{
    const Mark start = mark();
    const char sigil = cursor_.take();
    const auto name = variable_name(start);
    if (failed()) return {};
    Expr expr = make(Kind::variable, start);
    expr.text = text::cat(sigil, name);
    Cursor after = cursor_;
    after.skip_space();
    if (after.peek() != '{' && after.peek() != '[') return expr;
    if (sigil == '$') {
        cursor_ = after;
        return element(start, name);
    }
    return fail(start.at, "a slice is not supported by this version", expr.source);
}

/// [KEY] or {KEY} after the $NAME at `start`.
Expr Parser::element(const Mark& start, std::string_view variable)
{
    const bool in_hash = cursor_.take() == '{';
    const char close = in_hash ? '}' : ']';
    Cursor ahead = cursor_;
    ahead.skip_space();
    const Mark key_start{ahead.origin(), ahead.offset()};
    const auto name = ahead.take_name();
    const Cursor word_end = ahead;
    ahead.skip_space();
    Expr key;
    if (in_hash && !name.empty() && ahead.peek() == close) {
        cursor_ = word_end;
        key = make(Kind::text, key_start);
        key.text = name;
    } else {
        key = assignment();
    }
    const Origin key_end = cursor_.origin();
    cursor_.skip_space();
    if (failed()) return {};
    if (!cursor_.take_if(close)) return unexpected(std::string(1, close), key_end);
    Expr expr = make(Kind::element, start);
    expr.text = text::cat(in_hash ? '%' : '@', variable);
    expr.parts.push_back(std::move(key));
    return expr;
}

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

Expr Parser::bracket(Expr::Kind kind, char close)
{
    const Mark start = mark();
    cursor_.skip(1);
    auto parts = list(close, start);
    Expr expr = make(kind, start);
    expr.parts = std::move(parts);
    return expr;
}

/// Values between commas up to `close`, which is taken too.
std::vector<Expr> Parser::list(char close, const Mark& open)
{
    std::vector<Expr> parts;
    while (!failed()) {
        cursor_.skip_space();
        if (cursor_.take_if(close)) return parts;
        if (cursor_.take_if(',')) continue; // Perl does not mind extra ones
        if (cursor_.at_end()) {
            fail(open.at, text::cat("this bracket is not closed by ", close));
            break;
        }
        parts.push_back(assignment());
        const Origin value_end = cursor_.origin();
        cursor_.skip_space();
        if (cursor_.take_if(',') || cursor_.peek() == close || cursor_.at_end())
            continue;
        if (cursor_.rest().starts_with("=>")) {
            cursor_.skip(2);
            continue;
        }
        unexpected(text::cat("a comma or the ", close, " of line ", open.at.line),
                   value_end);
    }
    return parts;
}

} // namespace chainmail::config
