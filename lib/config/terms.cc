// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Values: what one begins with, and brackets. Numbers, variables, words and quotations
// have files of their own.
#include "base/text.h"
#include "config/parser.h"

#include <utility>

namespace chainmail::config {

namespace {

using Kind = Expr::Kind;

} // namespace

Expr Parser::term()
{
    cursor_.skip_space();
    const Mark start = mark();
    const char c = cursor_.peek();
    const bool pattern_may_stand = std::exchange(in_split_, false);
    if (cursor_.at_end())
        return fail(start.at, "a value is missing at the end of the file");
    if (text::is_digit(c) || (c == '.' && text::is_digit(cursor_.peek(1))))
        return number();
    if (text::is_alpha(c) || c == '_') return word();
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
        if (pattern_may_stand) return quote("qr", start);
        return fail(
            start.at, "a value is expected", cursor_.rest(), "a pattern is qr/.../");
    case '&':
        return fail(start.at,
                    "calling a function is not supported",
                    cursor_.rest(),
                    "no Perl is run");
    case '<':
        if (cursor_.peek(1) == '<') return here_document(start);
        [[fallthrough]];
    default:
        return fail(start.at, "a value is expected", cursor_.rest());
    }
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
        parts.push_back(expression());
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
