// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Statements that hold others: blocks, if, unless, foreach.
#include "base/text.h"
#include "config/parser.h"

namespace chainmail::config {

namespace {

using Kind = Expr::Kind;

} // namespace

/// Whether a statement that begins with `word` holds a block. "" is a bare block.
bool Parser::at_block(std::string_view word)
{
    if (word.empty()) return cursor_.peek() == '{';
    return word == "if" || word == "unless" || word == "foreach" || word == "for";
}

Expr Parser::compound(std::string_view word, const Mark& start)
{
    cursor_.skip(word.size());
    if (word == "if" || word == "unless") return branch(word == "unless", start);
    if (word.empty()) return block();
    return loop(start);
}

Expr Parser::block()
{
    cursor_.skip_space();
    const Mark start = mark();
    if (!cursor_.take_if('{')) return unexpected("a {", start.at);
    if (!enter()) return {};
    std::vector<Expr> statements;
    for (;;) {
        cursor_.skip_to_statement();
        if (failed() || cursor_.take_if('}')) break;
        if (cursor_.at_end()) return fail(start.at, "this bracket is not closed by }");
        statement(statements);
    }
    leave();
    Expr expr = make(Kind::block, start);
    expr.parts = std::move(statements);
    return expr;
}

Expr Parser::condition(bool inverted)
{
    cursor_.skip_space();
    const Mark start = mark();
    if (!cursor_.take_if('(')) return unexpected("a (", start.at);
    Expr of = expression();
    cursor_.skip_space();
    if (!failed() && !cursor_.take_if(')')) return unexpected("a )", start.at);
    if (!inverted) return of;
    Expr expr = make(Kind::inversion, start);
    expr.parts.push_back(std::move(of));
    return expr;
}

/// (CONDITION) {...} elsif (CONDITION) {...} else {...}
Expr Parser::branch(bool inverted, const Mark& start)
{
    std::vector<Expr> parts;
    parts.push_back(condition(inverted));
    parts.push_back(block());
    while (!failed()) {
        Cursor ahead = cursor_;
        ahead.skip_space();
        const auto word = ahead.take_name();
        if (word != "elsif" && word != "else") break;
        cursor_ = ahead;
        if (word == "elsif") parts.push_back(condition(false));
        parts.push_back(block());
        if (word == "else") break;
    }
    Expr expr = make(Kind::branch, start);
    expr.parts = std::move(parts);
    return expr;
}

/// my $x (LIST) {...}
Expr Parser::loop(const Mark& start)
{
    cursor_.skip_space();
    Cursor ahead = cursor_;
    const auto word = ahead.take_name();
    if (word == "my" || word == "our") {
        cursor_ = ahead;
        cursor_.skip_space();
    }
    const Mark at = mark();
    Expr variable = make(Kind::variable, at);
    variable.text = "$_";
    if (cursor_.peek() == '$') {
        cursor_.skip(1);
        variable.text = text::cat('$', variable_name(at));
        cursor_.skip_space();
    }
    const Mark open = mark();
    if (failed()) return {};
    if (!cursor_.take_if('(')) return unexpected("a list in parentheses", open.at);
    Expr values = make(Kind::sequence, open);
    values.parts = list(')', open);
    Expr body = block();
    Expr expr = make(Kind::loop, start);
    expr.parts.push_back(std::move(variable));
    expr.parts.push_back(std::move(values));
    expr.parts.push_back(std::move(body));
    return expr;
}

/// STATEMENT if CONDITION, and its like.
Expr Parser::modified(Expr statement, const Mark& start)
{
    cursor_.skip_space();
    Cursor ahead = cursor_;
    const auto word = ahead.take_name();
    const bool loops = word == "for" || word == "foreach";
    if (failed() || (word != "if" && word != "unless" && !loops)) return statement;
    const Mark at = mark();
    cursor_ = ahead;
    Expr condition = expression();
    Expr body = make(Kind::block, start);
    body.parts.push_back(std::move(statement));
    Expr expr = make(loops ? Kind::loop : Kind::branch, start);
    if (loops) {
        Expr variable = make(Kind::variable, at);
        variable.text = "$_";
        expr.parts.push_back(std::move(variable));
    } else if (word == "unless") {
        Expr of = std::move(condition);
        condition = make(Kind::inversion, at);
        condition.parts.push_back(std::move(of));
    }
    expr.parts.push_back(std::move(condition));
    expr.parts.push_back(std::move(body));
    return expr;
}

} // namespace chainmail::config
