// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Everything in quotes (perlop(1), "Quote and Quote-like Operators"): '...' and q,
// "..." and qq, qw, qr, and `...`.
#include "base/text.h"
#include "config/parser.h"

#include <utility>

namespace chainmail::config {

namespace {

using Kind = Expr::Kind;

char closing(char open)
{
    switch (open) {
    case '(':
        return ')';
    case '[':
        return ']';
    case '{':
        return '}';
    case '<':
        return '>';
    default:
        return open;
    }
}

bool is_name_start(char c)
{
    return text::is_alpha(c) || c == '_';
}

/// '...' and its like: a backslash means itself except before another and before the
/// delimiters.
std::string unquote(std::string_view raw, char open)
{
    std::string out;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        const char next = i + 1 < raw.size() ? raw[i + 1] : '\0';
        if (raw[i] == '\\' && (next == '\\' || next == open || next == closing(open)))
            ++i;
        out += raw[i];
    }
    return out;
}

} // namespace

bool Parser::is_quote(std::string_view word) const
{
    const bool ours = word == "q" || word == "qq" || word == "qw" || word == "qr";
    const bool searches = word == "m" || word == "s" || word == "y" || word == "tr";
    if (!ours && !searches) return false;
    Cursor ahead = cursor_;
    if (ahead.peek() == '#') return true; // after a blank it would begin a comment
    ahead.skip_space();
    const char delimiter = ahead.peek();
    return !ahead.at_end() && !is_name_start(delimiter) && !text::is_digit(delimiter) &&
           delimiter != ',' && delimiter != ';' && delimiter != ')';
}

/// `operation` is q, qq, ... or empty before a quotation mark.
Expr Parser::quote(std::string_view operation, const Mark& start)
{
    if (!operation.empty() && operation[0] != 'q') {
        return fail(start.at,
                    "searching and replacing is not supported",
                    cursor_.from(start.offset),
                    "no Perl is run; a pattern is qr/.../");
    }
    if (cursor_.peek() != '#') cursor_.skip_space();
    const char open = cursor_.peek();
    const auto body = delimited(start);
    if (!body) return {};
    if (operation == "qw") return words(*body, open, start);
    if (operation == "qr") return pattern(*body, open, start);
    if (operation == "q" || open == '\'') return literal(*body, open, start);
    if (operation == "qq" || open == '"') return interpolated(*body, start);
    Expr expr = make(Kind::command, start);
    expr.text = body->rest();
    return expr;
}

/// Takes a delimiter, all up to its partner, and that. The cursor given is what lies
/// between them.
std::optional<Cursor> Parser::delimited(const Mark& start)
{
    const char open = cursor_.take();
    const char close = closing(open);
    Cursor body = cursor_;
    int depth = 1;
    while (!cursor_.at_end()) {
        const char c = cursor_.take();
        if (c == '\\') {
            cursor_.skip(1);
        } else if (c == close && --depth == 0) {
            body.end_at(cursor_.offset() - 1);
            return body;
        } else if (c == open && open != close) {
            ++depth;
        }
    }
    fail(start.at,
         "this quotation does not end",
         cursor_.from(start.offset),
         text::cat("it has no closing ", close));
    return {};
}

Expr Parser::literal(const Cursor& body, char open, const Mark& start)
{
    Expr expr = make(Kind::text, start);
    expr.text = unquote(body.rest(), open);
    return expr;
}

Expr Parser::words(const Cursor& body, char open, const Mark& start)
{
    Expr expr = make(Kind::sequence, start);
    Cursor at = body;
    while (!at.at_end()) {
        if (text::is_space(at.peek())) {
            at.skip(1);
            continue;
        }
        Expr word;
        word.kind = Kind::text;
        word.at = at.origin();
        const auto size = at.rest().find_first_of(" \t\n\v\f\r");
        word.source = at.rest().substr(0, size);
        word.text = unquote(word.source, open);
        at.skip(word.source.size());
        expr.parts.push_back(std::move(word));
    }
    return expr;
}

Expr Parser::interpolated(const Cursor& body, const Mark& start)
{
    const char delimiter = body.from(body.offset() - 1)[0];
    Expr whole = make(Kind::joined, start);
    const Cursor after = std::exchange(cursor_, body);
    Expr expr = pieces(false, delimiter);
    if (failed()) return {};
    cursor_ = after;
    expr.at = whole.at;
    expr.source = whole.source;
    return expr;
}

Expr Parser::pattern(const Cursor& body, char open, const Mark& start)
{
    const auto found = flags();
    Expr expr = make(Kind::pattern, start);
    expr.text = found;
    if (failed()) return {};
    const Cursor after = std::exchange(cursor_, body);
    expr.parts.push_back(pieces(true, open));
    if (failed()) return {};
    cursor_ = after;
    return expr;
}

/// The flags after a pattern, each once and in one order.
std::string Parser::flags()
{
    const Mark start = mark();
    const auto given = cursor_.take_name();
    if (given.find_first_not_of("imsx") != std::string_view::npos ||
        given.find("xx") != std::string_view::npos) {
        fail(start.at, "unknown flags of a pattern", given, "i, m, s and x are known");
    }
    std::string out;
    for (const char flag : {'i', 'm', 's', 'x'}) {
        if (given.find(flag) != std::string_view::npos) out += flag;
    }
    return out;
}

} // namespace chainmail::config
