// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Evaluator: one kind of value where another is needed.
#include "base/text.h"
#include "config/evaluator.h"

namespace chainmail::config {

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

double Evaluator::number_or_zero(const Value& value, const Expr& expr)
{
    return value.is_undef() ? 0 : number_of(value, expr);
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

/// What a variable with this sigil adds to a list.
void Evaluator::append(Value value, char sigil, List& out)
{
    if (auto* elements = value.get<List>(); elements != nullptr && sigil == '@') {
        for (auto& one : *elements)
            out.push_back(std::move(one));
    } else if (auto* hash = value.get<Hash>(); hash != nullptr && sigil == '%') {
        for (auto& [key, one] : *hash) {
            out.emplace_back(key);
            out.push_back(std::move(one));
        }
    } else {
        out.push_back(std::move(value));
    }
}

/// A missing argument is "".
std::string Evaluator::text_argument(const Expr& call, std::size_t which)
{
    if (which >= call.parts.size()) return {};
    const Expr& part = call.parts[which];
    return text_of(scalar(part), part);
}

} // namespace chainmail::config
