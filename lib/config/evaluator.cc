// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Evaluator: the value of an expression, as one value or as a list.
#include "config/evaluator.h"

#include "base/text.h"
#include "config/complaint.h"
#include "config/weight.h"

namespace chainmail::config {

namespace {

using Kind = Expr::Kind;

} // namespace

void Evaluator::fail(const Expr& at,
                     std::string_view what,
                     std::string_view offending,
                     std::string_view advice)
{
    if (error_) return;
    const auto secret = secret_.empty() ? secret_in(offending) : secret_;
    error_ = secret.empty() ? complain(at.at, what, offending, advice)
                            : complain(at.at, what, secret);
}

void Evaluator::spend(std::size_t elements, std::size_t bytes, const Expr& expr)
{
    elements_ += elements;
    bytes_ += bytes;
    if (elements_ > most_elements) {
        fail(expr, text::cat("more than ", most_elements, " values"), expr.source);
    } else if (bytes_ > most_bytes) {
        fail(
            expr, text::cat("more than ", most_bytes, " bytes of values"), expr.source);
    }
}

void Evaluator::step(std::size_t steps, const Expr& expr)
{
    steps_ += steps;
    if (steps_ > most_steps)
        fail(expr, text::cat("more than ", most_steps, " steps"), expr.source);
}

/// Counts a level of what is being carried out; leave by --depth_.
bool Evaluator::enter(const Expr& expr)
{
    step(1, expr);
    if (++depth_ > deepest_evaluation) {
        fail(expr,
             text::cat("more than ", deepest_evaluation, " levels inside each other"),
             expr.source);
    }
    return !failed();
}

/// Every value that goes from one place to another passes here.
Value Evaluator::copy(const Value& value, const Expr& expr)
{
    const auto weight = weigh(value);
    if (weight.depth > deepest_value) {
        fail(expr,
             text::cat("more than ", deepest_value, " levels of lists"),
             expr.source);
    }
    spend(weight.elements, weight.bytes, expr);
    return failed() ? Value() : value;
}

Value Evaluator::scalar(const Expr& expr)
{
    if (failed()) return {};
    Value value = enter(expr) ? scalar_of(expr) : Value();
    --depth_;
    return value;
}

void Evaluator::list(const Expr& expr, List& out)
{
    if (failed()) return;
    if (enter(expr)) list_of(expr, out);
    --depth_;
}

Value Evaluator::scalar_of(const Expr& expr)
{
    switch (expr.kind) {
    case Kind::undef:
        return {};
    case Kind::number:
        return expr.number;
    case Kind::text:
        spend(1, expr.text.size(), expr);
        return expr.text;
    case Kind::joined:
        return join(expr);
    case Kind::pattern:
        return pattern(expr);
    case Kind::command:
        return command(expr);
    case Kind::variable:
    case Kind::element:
    case Kind::inner:
    case Kind::follow:
        return scalar_variable(expr);
    case Kind::reference:
        return reference(expr);
    case Kind::function:
        return Value(Special{expr.text, {}});
    case Kind::program:
        // Debian's list of scanners has some, for scanners that are not asked.
        if (of_scanners_) return Value(Special{"sub", {}});
        fail(expr,
             "program code is not supported",
             expr.source,
             "no Perl is run; remove it or write its value");
        return {};
    case Kind::sequence:
        if (expr.parts.size() == 1) return scalar(expr.parts[0]);
        if (!expr.parts.empty()) {
            fail(expr,
                 "a list stands where one value is needed",
                 expr.source,
                 "a list as a value is written [...]");
        }
        return {};
    case Kind::array: {
        List elements;
        for (const auto& part : expr.parts)
            list(part, elements);
        return copy(Value(std::move(elements)), expr);
    }
    case Kind::hash: {
        List elements;
        for (const auto& part : expr.parts)
            list(part, elements);
        return copy(Value(to_hash(elements, expr)), expr);
    }
    case Kind::negation:
        return negation(expr);
    case Kind::inversion:
        return scalar(expr.parts[0]).is_true() ? Value("") : Value(1.0);
    case Kind::operation:
        return operation(expr);
    case Kind::logic:
        return logic(expr);
    case Kind::choice:
        return scalar(expr.parts[scalar(expr.parts[0]).is_true() ? 1 : 2]);
    case Kind::assignment:
        assign(expr);
        return scalar(expr.parts[0]);
    case Kind::update:
        update(expr);
        return scalar(expr.parts[0]);
    case Kind::declaration:
        // An assignment has declared its target already and asks for the value now.
        return scalar(expr.parts[0]);
    case Kind::call:
    case Kind::each:
        return call_scalar(expr);
    case Kind::slice:
    case Kind::block:
    case Kind::branch:
    case Kind::loop:
        fail(expr, "a list stands where one value is needed", expr.source);
        return {};
    }
    return {};
}

void Evaluator::list_of(const Expr& expr, List& out)
{
    switch (expr.kind) {
    case Kind::sequence:
        for (const auto& part : expr.parts)
            list(part, out);
        return;
    case Kind::assignment:
        assign(expr);
        list(expr.parts[0], out);
        return;
    case Kind::declaration:
        list(expr.parts[0], out);
        return;
    case Kind::slice:
        slice(expr, out);
        return;
    case Kind::choice:
        list(expr.parts[scalar(expr.parts[0]).is_true() ? 1 : 2], out);
        return;
    case Kind::call:
        call(expr, out);
        return;
    case Kind::each:
        each(expr, out);
        return;
    case Kind::operation:
        if (expr.text[0] == range) return range_list(expr, out);
        if (expr.text[0] == repeat && expr.parts[0].kind == Kind::sequence)
            return repeat_list(expr, out);
        break;
    case Kind::variable:
    case Kind::follow:
        if (const Value* value = find(expr))
            append(copy(*value, expr), expr.text[0], out);
        else if (expr.text[0] == '$' && !failed())
            out.emplace_back();
        return;
    default:
        break;
    }
    out.push_back(scalar(expr));
}

/// A "@x" or "%x" where one value is needed is the number of its elements.
Value Evaluator::scalar_variable(const Expr& expr)
{
    const Value* value = find(expr);
    const bool whole = expr.kind == Kind::variable || expr.kind == Kind::follow;
    if (!whole || expr.text[0] == '$') return value ? copy(*value, expr) : Value();
    if (value == nullptr) return 0.0;
    if (const auto* hash = value->get<Hash>()) return static_cast<double>(hash->size());
    return static_cast<double>(value->get<List>()->size());
}

} // namespace chainmail::config
