// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "config/evaluator.h"

#include "base/text.h"
#include "config/complaint.h"
#include "config/weight.h"

#include <cmath>

namespace chainmail::config {

namespace {

using Kind = Expr::Kind;

} // namespace

void Evaluator::fail(const Expr& at,
                     std::string_view what,
                     std::string_view offending,
                     std::string_view advice)
{
    if (!error_) error_ = complain(at.at, what, offending, advice);
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

std::string Evaluator::text_of(const Value& value, const Expr& expr)
{
    auto text = value.text();
    if (!text) {
        fail(expr,
             text::cat("a text is needed, and this is ", value.kind()),
             expr.source);
        return {};
    }
    return std::move(*text);
}

double Evaluator::number_of(const Value& value, const Expr& expr)
{
    const auto number = value.number();
    if (number) return *number;
    fail(
        expr, text::cat("a number is needed, and this is ", value.kind()), expr.source);
    return 0;
}

Value Evaluator::scalar(const Expr& expr)
{
    if (failed()) return {};
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
        return scalar_variable(expr);
    case Kind::element:
        return element(expr);
    case Kind::reference:
        return Value(Reference{resolve(expr.text, expr)});
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
    case Kind::arithmetic:
        return arithmetic(expr);
    case Kind::assignment:
        assign(expr);
        return scalar(expr.parts[0]);
    case Kind::declaration:
        // An assignment has declared its target already and asks for the value now.
        return scalar(expr.parts[0]);
    case Kind::call:
        fail(expr, text::cat(expr.text, " stands alone as a statement"), expr.source);
        return {};
    }
    return {};
}

void Evaluator::list(const Expr& expr, List& out)
{
    if (failed()) return;
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
    case Kind::variable:
        break;
    default:
        out.push_back(scalar(expr));
        return;
    }
    const Value* value = value_of(expr.text, expr);
    if (value == nullptr) return;
    Value copied = copy(*value, expr);
    if (auto* elements = copied.get<List>();
        elements != nullptr && expr.text[0] == '@') {
        for (auto& one : *elements)
            out.push_back(std::move(one));
    } else if (auto* hash = copied.get<Hash>();
               hash != nullptr && expr.text[0] == '%') {
        for (auto& [key, one] : *hash) {
            out.emplace_back(key);
            out.push_back(std::move(one));
        }
    } else {
        out.push_back(std::move(copied));
    }
}

/// A "@x" or "%x" where one value is needed is the number of its elements.
Value Evaluator::scalar_variable(const Expr& expr)
{
    const Value* value = value_of(expr.text, expr);
    if (value == nullptr) return {};
    if (expr.text[0] == '@') return static_cast<double>(value->get<List>()->size());
    if (expr.text[0] == '%') return static_cast<double>(value->get<Hash>()->size());
    return copy(*value, expr);
}

Value Evaluator::element(const Expr& expr)
{
    const Value* whole = value_of(expr.text, expr);
    const Value key = scalar(expr.parts[0]);
    if (whole == nullptr || failed()) return {};
    if (const auto* hash = whole->get<Hash>()) {
        const auto found = hash->find(text_of(key, expr.parts[0]));
        return found == hash->end() ? Value() : copy(found->second, expr);
    }
    const auto* elements = whole->get<List>();
    const double size = static_cast<double>(elements->size());
    double at = std::trunc(number_of(key, expr.parts[0]));
    if (at < 0) at += size;
    if (at < 0 || at >= size || failed()) return {};
    return copy((*elements)[static_cast<std::size_t>(at)], expr);
}

Hash Evaluator::to_hash(const List& list, const Expr& expr)
{
    Hash hash;
    if (list.size() % 2 != 0) {
        fail(expr,
             "a key without a value",
             expr.source,
             "a hash is pairs: KEY => VALUE, ...");
        return hash;
    }
    for (std::size_t i = 0; i < list.size() && !failed(); i += 2)
        hash.insert_or_assign(text_of(list[i], expr), list[i + 1]);
    return hash;
}

} // namespace chainmail::config
