// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Operators, from the loosest to the tightest: = (right), + - . (left), * / % (left),
// signs and \, ** (right).
#include "base/text.h"
#include "config/parser.h"

#include <algorithm>

namespace chainmail::config {

namespace {

using Kind = Expr::Kind;

bool is_assignable(const Expr& expr)
{
    switch (expr.kind) {
    case Kind::variable:
    case Kind::element:
    case Kind::declaration:
        return true;
    case Kind::sequence:
        return std::all_of(expr.parts.begin(), expr.parts.end(), [](const Expr& part) {
            return part.kind == Kind::variable || part.kind == Kind::element;
        });
    default:
        return false;
    }
}

} // namespace

Expr Parser::assignment()
{
    if (!enter()) return {};
    cursor_.skip_space();
    const Mark start = mark();
    Expr target = sum();
    Cursor after = cursor_;
    after.skip_space();
    const char next = after.peek(1);
    if (after.peek() != '=' || next == '=' || next == '~' || next == '>') {
        leave();
        return target;
    }
    if (!failed() && !is_assignable(target))
        fail(target.at, "nothing can be assigned to this", target.source);
    if (failed()) return {};
    cursor_ = after;
    cursor_.skip(1);
    Expr value = assignment();
    Expr expr = make(Kind::assignment, start);
    expr.parts.push_back(std::move(target));
    expr.parts.push_back(std::move(value));
    leave();
    return expr;
}

/// OPERAND (OPERATOR OPERAND)*, kept flat: a long sum is no deep tree.
Expr Parser::chain(Expr (Parser::*operand)(), bool (Parser::*is_operator)() const)
{
    cursor_.skip_space();
    const Mark start = mark();
    Expr first = (this->*operand)();
    std::string operators;
    std::vector<Expr> parts;
    while (!failed()) {
        const Cursor before = cursor_;
        cursor_.skip_space();
        if (!(this->*is_operator)()) {
            cursor_ = before;
            break;
        }
        operators += cursor_.take();
        parts.push_back((this->*operand)());
    }
    if (operators.empty()) return first;
    Expr expr = make(Kind::arithmetic, start);
    expr.text = std::move(operators);
    expr.parts = std::move(parts);
    expr.parts.insert(expr.parts.begin(), std::move(first));
    return expr;
}

bool Parser::at_sum_operator() const
{
    const char c = cursor_.peek();
    const char next = cursor_.peek(1);
    const bool arrow = c == '-' && next == '>';
    return (c == '+' || c == '-' || c == '.') && next != c && next != '=' && !arrow;
}

bool Parser::at_product_operator() const
{
    const char c = cursor_.peek();
    const char next = cursor_.peek(1);
    return (c == '*' || c == '/' || c == '%') && next != c && next != '=';
}

Expr Parser::sum()
{
    return chain(&Parser::product, &Parser::at_sum_operator);
}

Expr Parser::product()
{
    return chain(&Parser::sign, &Parser::at_product_operator);
}

Expr Parser::sign()
{
    cursor_.skip_space();
    const Mark start = mark();
    const char c = cursor_.peek();
    const bool doubled = cursor_.peek(1) == c;
    if ((c != '-' && c != '+' && c != '\\') || (doubled && c != '\\')) return power();
    if (!enter()) return {};
    cursor_.skip(1);
    Expr expr;
    if (c == '\\') {
        expr = reference(start);
    } else {
        Expr of = sign();
        if (c == '+') {
            expr = std::move(of); // only keeps a word before } or => from being a text
        } else {
            expr = make(Kind::negation, start);
            expr.parts.push_back(std::move(of));
        }
    }
    leave();
    return expr;
}

Expr Parser::power()
{
    cursor_.skip_space();
    const Mark start = mark();
    Expr base = term();
    Cursor after = cursor_;
    after.skip_space();
    if (failed() || after.peek() != '*' || after.peek(1) != '*' || after.peek(2) == '=')
        return base;
    cursor_ = after;
    cursor_.skip(2);
    if (!enter()) return {};
    Expr exponent = sign();
    leave();
    Expr expr = make(Kind::arithmetic, start);
    expr.text = power_operator;
    expr.parts.push_back(std::move(base));
    expr.parts.push_back(std::move(exponent));
    return expr;
}

Expr Parser::reference(const Mark& start)
{
    cursor_.skip_space();
    if (cursor_.peek() == '&') {
        return fail(start.at,
                    "a reference to a function is not supported by this version",
                    cursor_.rest());
    }
    Expr of = term();
    if (failed()) return {};
    Expr expr = make(Kind::reference, start);
    if (of.kind != Kind::variable) {
        return fail(start.at,
                    "only a whole variable can be referred to by \\",
                    expr.source,
                    "write \\$name, \\@name or \\%name");
    }
    expr.text = std::move(of.text);
    return expr;
}

} // namespace chainmail::config
