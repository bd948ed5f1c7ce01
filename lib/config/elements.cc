// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Variables, parts of them, and what references lead to.
#include "base/text.h"
#include "config/parser.h"

namespace chainmail::config {

namespace {

using Kind = Expr::Kind;

bool is_name_start(char c)
{
    return text::is_alpha(c) || c == '_';
}

} // namespace

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
             "this use of a variable is not supported",
             cursor_.from(start.offset),
             "no Perl is run");
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
    const Cursor before = cursor_;
    const bool block = cursor_.peek() == '{' && braced_name().empty();
    cursor_ = before;
    const bool dollar =
        cursor_.peek() == '$' && (is_name_start(cursor_.peek(1)) ||
                                  cursor_.peek(1) == '$' || cursor_.peek(1) == '{');
    if (block || dollar) return followed(sigil, start);
    const auto name = variable_name(start);
    if (failed()) return {};
    Expr expr = make(Kind::variable, start);
    expr.text = text::cat(sigil, name);
    Cursor after = cursor_;
    after.skip_space();
    const char open = after.peek();
    if ((open != '{' && open != '[') || sigil == '%') return expr;
    cursor_ = after;
    if (sigil == '$') return element(start, name);
    cursor_.skip(1);
    const Mark bracket = mark();
    auto keys = list(open == '{' ? '}' : ']', bracket);
    expr = make(Kind::slice, start);
    expr.text = text::cat(open == '{' ? '%' : '@', name);
    expr.parts = std::move(keys);
    return expr;
}

/// @$r, %{...}, $$r, $$r{KEY}: the sigil is taken already.
Expr Parser::followed(char sigil, const Mark& start)
{
    if (!enter()) return {};
    const Mark at = mark();
    Expr of;
    if (cursor_.take_if('{')) {
        of = expression();
        cursor_.skip_space();
        if (!failed() && !cursor_.take_if('}')) return unexpected("a }", at.at);
    } else {
        cursor_.skip(1);
        if (cursor_.peek() == '$') {
            of = followed('$', at);
        } else {
            const auto name = variable_name(at);
            of = make(Kind::variable, at);
            of.text = text::cat('$', name);
        }
    }
    leave();
    if (failed()) return {};
    const bool part = cursor_.peek() == '{' || cursor_.peek() == '[';
    if (part && sigil == '$') return subscript(std::move(of), start);
    if (part && sigil == '@')
        return fail(
            start.at, "this slice is not supported", cursor_.from(start.offset));
    Expr expr = make(Kind::follow, start);
    expr.text = sigil;
    expr.parts.push_back(std::move(of));
    return expr;
}

/// What stands in [...] or {...}, up to `close`, which is taken too.
Expr Parser::key(char close)
{
    Cursor ahead = cursor_;
    ahead.skip_space();
    const Mark start{ahead.origin(), ahead.offset()};
    ahead.take_if('-');
    const auto name = ahead.take_name();
    const Cursor word_end = ahead;
    ahead.skip_space();
    Expr key;
    if (close == '}' && !name.empty() && ahead.peek() == close) {
        cursor_ = word_end;
        key = make(Kind::text, start);
        key.text = key.source;
    } else {
        key = expression();
    }
    const Origin key_end = cursor_.origin();
    cursor_.skip_space();
    if (!failed() && !cursor_.take_if(close))
        return unexpected(std::string(1, close), key_end);
    return key;
}

/// [KEY] or {KEY} after the $NAME at `start`.
Expr Parser::element(const Mark& start, std::string_view variable)
{
    const bool in_hash = cursor_.take() == '{';
    Expr of_key = key(in_hash ? '}' : ']');
    if (failed()) return {};
    Expr expr = make(Kind::element, start);
    expr.text = text::cat(in_hash ? '%' : '@', variable);
    expr.parts.push_back(std::move(of_key));
    return expr;
}

/// [KEY] or {KEY} after a reference.
Expr Parser::subscript(Expr of, const Mark& start)
{
    const bool in_hash = cursor_.take() == '{';
    Expr of_key = key(in_hash ? '}' : ']');
    if (failed()) return {};
    Expr expr = make(Kind::inner, start);
    expr.text = in_hash ? '{' : '[';
    expr.parts.push_back(std::move(of_key));
    expr.parts.push_back(std::move(of));
    return expr;
}

/// -> and further keys, as many as there are.
Expr Parser::postfix(Expr of, const Mark& start)
{
    for (int levels = 0; !failed(); ++levels) {
        const bool part = of.kind == Kind::element || of.kind == Kind::inner;
        Cursor after = cursor_;
        after.skip_space();
        const bool arrow = after.rest().starts_with("->");
        if (arrow) {
            after.skip(2);
            after.skip_space();
        }
        if (!part && !arrow) return of;
        if (after.peek() != '[' && after.peek() != '{') {
            if (!arrow) return of;
            return fail(after.origin(),
                        "a [ or { is expected after ->",
                        after.rest(),
                        "no Perl is run");
        }
        if (levels == deepest_nesting) {
            return fail(start.at,
                        text::cat("more than ", deepest_nesting, " levels of keys"),
                        cursor_.since(start.offset));
        }
        cursor_ = after;
        of = subscript(std::move(of), start);
    }
    return {};
}

} // namespace chainmail::config
