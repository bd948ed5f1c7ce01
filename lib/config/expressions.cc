// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The loosest operators: or xor, and, not, = and its like, ? : (perlop(1), "Operator
// Precedence and Associativity"). The others are in operators.cc.
#include "base/text.h"
#include "config/parser.h"

#include <algorithm>

namespace chainmail::config {

namespace {

using Kind = Expr::Kind;

struct Update {
    std::string_view spelling;
    Operation operation;
};

constexpr Update updates[] = {
    {"||=", either},
    {"&&=", both},
    {"//=", otherwise},
    {"**=", power},
    {".=", join_texts},
    {"+=", add},
    {"-=", subtract},
    {"*=", multiply},
    {"/=", divide},
    {"%=", remainder},
    {"x=", repeat},
};

bool is_assignable(const Expr& expr)
{
    switch (expr.kind) {
    case Kind::variable:
    case Kind::element:
    case Kind::inner:
    case Kind::follow:
    case Kind::slice:
    case Kind::declaration:
        return true;
    case Kind::sequence:
        return std::all_of(expr.parts.begin(), expr.parts.end(), [](const Expr& part) {
            return part.kind == Kind::undef ||
                   (part.kind != Kind::sequence && is_assignable(part));
        });
    default:
        return false;
    }
}

bool takes_word(Cursor& at, std::string_view word)
{
    Cursor ahead = at;
    ahead.skip_space();
    if (ahead.take_name() != word) return false;
    at = ahead;
    return true;
}

} // namespace

/// Everything that can stand between brackets or be a statement, without commas.
Expr Parser::expression()
{
    if (!enter()) return {};
    cursor_.skip_space();
    const Mark start = mark();
    std::vector<Expr> parts;
    std::string operations;
    parts.push_back(conjunction());
    while (!failed()) {
        if (takes_word(cursor_, "or")) {
            operations.push_back(either);
        } else if (takes_word(cursor_, "xor")) {
            operations.push_back(exclusive);
        } else {
            break;
        }
        parts.push_back(conjunction());
    }
    leave();
    return combine(Kind::logic, start, std::move(operations), std::move(parts));
}

/// A and B and not C
Expr Parser::conjunction()
{
    cursor_.skip_space();
    const Mark start = mark();
    std::vector<Expr> parts;
    std::string operations;
    do {
        if (!parts.empty()) operations.push_back(both);
        cursor_.skip_space();
        const Mark part = mark();
        Cursor ahead = cursor_;
        bool inverted = false;
        while (takes_word(ahead, "not") && !ahead.rest().starts_with("=>")) {
            inverted = !inverted;
            cursor_ = ahead;
        }
        Expr expr = assignment();
        if (inverted) {
            Expr of = std::move(expr);
            expr = make(Kind::inversion, part);
            expr.parts.push_back(std::move(of));
        }
        parts.push_back(std::move(expr));
    } while (!failed() && takes_word(cursor_, "and"));
    return combine(Kind::logic, start, std::move(operations), std::move(parts));
}

/// Takes "=" (then it gives '='), or an operator and "="; '\0' if there is none.
char Parser::take_assignment()
{
    Cursor after = cursor_;
    after.skip_space();
    for (const auto& one : updates) {
        if (!after.rest().starts_with(one.spelling)) continue;
        cursor_ = after;
        cursor_.skip(one.spelling.size());
        return one.operation;
    }
    const char next = after.peek(1);
    if (after.peek() != '=' || next == '=' || next == '~' || next == '>') return '\0';
    cursor_ = after;
    cursor_.skip(1);
    return '=';
}

Expr Parser::assignment()
{
    cursor_.skip_space();
    const Mark start = mark();
    Expr target = choice();
    const char operation = failed() ? '\0' : take_assignment();
    if (operation == '\0') return target;
    if (!is_assignable(target))
        fail(target.at, "nothing can be assigned to this", target.source);
    if (failed() || !enter()) return {};
    Expr value = assignment();
    leave();
    Expr expr = make(operation == '=' ? Kind::assignment : Kind::update, start);
    expr.text = operation;
    expr.parts.push_back(std::move(target));
    expr.parts.push_back(std::move(value));
    return expr;
}

/// A ? B : C
Expr Parser::choice()
{
    cursor_.skip_space();
    const Mark start = mark();
    Expr condition = binary();
    Cursor after = cursor_;
    after.skip_space();
    if (failed() || after.peek() != '?' || !enter()) return condition;
    cursor_ = after;
    cursor_.skip(1);
    Expr yes = assignment();
    const Origin value_end = cursor_.origin();
    cursor_.skip_space();
    if (!failed() && !cursor_.take_if(':')) return unexpected("a :", value_end);
    Expr no = assignment();
    leave();
    Expr expr = make(Kind::choice, start);
    expr.parts.push_back(std::move(condition));
    expr.parts.push_back(std::move(yes));
    expr.parts.push_back(std::move(no));
    return expr;
}

} // namespace chainmail::config
