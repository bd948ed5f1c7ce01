// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Evaluator: functions of lists, hashes and variables (perlfunc(1)), and the operators
// that make lists.
#include "base/text.h"
#include "config/evaluator.h"
#include "config/weight.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace chainmail::config {

namespace {

using Kind = Expr::Kind;

void chomp_value(Value& value)
{
    auto* text = value.get<std::string>();
    if (text != nullptr && text->ends_with('\n')) text->pop_back();
}

bool is_whole_list(const Expr& expr)
{
    return (expr.kind == Kind::variable || expr.kind == Kind::follow) &&
           expr.text[0] == '@';
}

} // namespace

/// push(@list, ...), unshift(@list, ...)
void Evaluator::insert(const Expr& expr, List& out)
{
    if (expr.parts.empty() || !is_whole_list(expr.parts[0])) {
        fail(expr,
             text::cat(expr.text, " needs a list to add to"),
             expr.source,
             text::cat("write ", expr.text, "(@list, ...)"));
        return;
    }
    List values;
    for (std::size_t i = 1; i < expr.parts.size(); ++i)
        list(expr.parts[i], values);
    const bool too_deep =
        std::any_of(values.begin(), values.end(), [](const Value& one) {
            return weigh(one).depth >= deepest_value;
        });
    if (too_deep) {
        fail(expr,
             text::cat("more than ", deepest_value, " levels of lists"),
             expr.source);
    }
    Value* target = place(expr.parts[0]);
    if (target == nullptr) return;
    List& to = *target->get<List>();
    const bool at_front = expr.text == "unshift";
    if (at_front) spend(to.size(), 0, expr); // all of them move
    to.insert(at_front ? to.begin() : to.end(),
              std::make_move_iterator(values.begin()),
              std::make_move_iterator(values.end()));
    out.emplace_back(static_cast<double>(to.size()));
}

void Evaluator::chomp_all(const Expr& expr, List& out)
{
    for (const auto& target : expr.parts)
        chomp(target);
    out.emplace_back(1.0);
}

void Evaluator::chomp(const Expr& target)
{
    if (failed()) return;
    switch (target.kind) {
    case Kind::assignment:
        assign(target);
        return chomp(target.parts[0]);
    case Kind::declaration:
        return chomp(target.parts[0]);
    case Kind::sequence:
        for (const auto& part : target.parts)
            chomp(part);
        return;
    case Kind::variable:
    case Kind::element:
    case Kind::inner:
    case Kind::follow:
        break;
    default:
        fail(target, "chomp needs a variable", target.source);
        return;
    }
    Value* value = place(target);
    if (value == nullptr) return;
    spend(weigh(*value).elements, 0, target); // all of them are looked at
    // A list in "$x" is a reference, which chomp leaves alone.
    const bool whole = target.kind == Kind::variable || target.kind == Kind::follow;
    if (!whole || target.text[0] == '$') return chomp_value(*value);
    if (auto* list = value->get<List>())
        std::for_each(list->begin(), list->end(), chomp_value);
    if (auto* hash = value->get<Hash>()) {
        for (auto& [key, one] : *hash)
            chomp_value(one);
    }
}

void Evaluator::reverse(const Expr& expr, List& out)
{
    List values;
    for (const auto& part : expr.parts)
        list(part, values);
    std::move(values.rbegin(), values.rend(), std::back_inserter(out));
}

void Evaluator::sort(const Expr& expr, List& out)
{
    List values;
    for (const auto& part : expr.parts)
        list(part, values);
    step(values.size() * 8, expr);
    const bool by_number = expr.text.find("<=>") != std::string::npos;
    for (const auto& one : values) { // so that the order cannot fail
        if (by_number) {
            number_or_zero(one, expr);
        } else {
            text_of(one, expr);
        }
    }
    if (failed()) return;
    std::stable_sort(values.begin(), values.end(), [&](const Value& a, const Value& b) {
        if (by_number) return a.number().value_or(0) < b.number().value_or(0);
        return *a.text() < *b.text();
    });
    if (expr.text.find("$b") < expr.text.find("$a"))
        std::reverse(values.begin(), values.end());
    std::move(values.begin(), values.end(), std::back_inserter(out));
}

/// keys %h, values %h; of a list as well
void Evaluator::keys(const Expr& expr, List& out)
{
    const Expr* of = expr.parts.size() == 1 ? &expr.parts[0] : nullptr;
    const Value* found = of == nullptr ? nullptr : find(*of);
    if (found == nullptr) return;
    const bool wants_keys = expr.text == "keys";
    if (const auto* hash = found->get<Hash>()) {
        for (const auto& [key, value] : *hash) {
            out.push_back(wants_keys ? Value(key) : copy(value, expr));
            spend(1, key.size(), expr);
        }
    } else if (const auto* list = found->get<List>()) {
        for (std::size_t i = 0; i < list->size(); ++i)
            out.push_back(wants_keys ? Value(static_cast<double>(i))
                                     : copy((*list)[i], expr));
    } else {
        fail(expr, text::cat(expr.text, " needs a hash"), expr.source);
    }
}

/// scalar(@list)
void Evaluator::count(const Expr& expr, List& out)
{
    if (!expr.parts.empty()) out.push_back(scalar(expr.parts[0]));
}

void Evaluator::is_defined(const Expr& expr, List& out)
{
    const Expr* of = expr.parts.empty() ? nullptr : &expr.parts[0];
    const Value* found = of == nullptr ? nullptr : find(*of);
    const auto* list = found == nullptr ? nullptr : found->get<List>();
    const bool empty = of != nullptr && is_whole_list(*of) && list && list->empty();
    const bool defined = found != nullptr && !found->is_undef() && !empty;
    out.push_back(defined ? Value(1.0) : Value(""));
}

void Evaluator::exists(const Expr& expr, List& out)
{
    const Expr& of = expr.parts[0];
    if (of.kind != Kind::element && of.kind != Kind::inner) {
        fail(expr, "exists needs a part of a variable", expr.source);
        return;
    }
    out.push_back(find(of) != nullptr ? Value(1.0) : Value(""));
}

/// delete $h{KEY}
void Evaluator::remove(const Expr& expr, List& out)
{
    const Expr& of = expr.parts[0];
    const bool in_hash = (of.kind == Kind::element && of.text[0] == '%') ||
                         (of.kind == Kind::inner && of.text[0] == '{');
    if (!in_hash) {
        fail(expr, "delete needs an element of a hash", expr.source);
        return;
    }
    const auto key = text_of(scalar(of.parts[0]), of);
    if (find(of) == nullptr) return;
    Value* at = place(of);
    if (at == nullptr) return;
    out.push_back(std::move(*at));
    if (of.kind == Kind::inner) {
        Value* whole = place_behind(place(of.parts[1]), '%', of);
        if (whole != nullptr) whole->get<Hash>()->erase(key);
        return;
    }
    Setting* setting = editable(resolve(of.text, of), of);
    if (setting == nullptr) return;
    setting->value.get<Hash>()->erase(key);
    setting->keys.erase(key);
}

/// undef $x, undef @x
void Evaluator::undefine(const Expr& expr, List& out)
{
    const Expr& of = expr.parts[0];
    Value empty;
    const bool whole = of.kind == Kind::variable || of.kind == Kind::follow;
    if (whole && of.text[0] == '@') empty = Value(List());
    if (whole && of.text[0] == '%') empty = Value(Hash());
    store(of, std::move(empty));
    out.emplace_back();
}

/// map {...} LIST, grep {...} LIST
void Evaluator::each(const Expr& expr, List& out)
{
    List values;
    for (std::size_t i = 1; i < expr.parts.size(); ++i)
        list(expr.parts[i], values);
    step(helpers_.size(), expr);
    const auto outer = helpers_;
    for (auto& value : values) {
        if (failed()) return;
        if (expr.text == "map") {
            bind("$_", std::move(value), expr);
            list(expr.parts[0], out);
            continue;
        }
        bind("$_", value, expr);
        if (scalar(expr.parts[0]).is_true()) out.push_back(std::move(value));
    }
    helpers_ = outer;
}

/// (A, B) x COUNT
void Evaluator::repeat_list(const Expr& expr, List& out)
{
    List unit;
    list(expr.parts[0], unit);
    const double count = number_or_zero(scalar(expr.parts[1]), expr);
    if (expr.text.size() > 1) fail(expr, "one x is enough", expr.source);
    for (double i = 0; i + 1 <= count && !failed(); ++i) {
        step(1, expr);
        for (const auto& one : unit)
            out.push_back(copy(one, expr));
    }
}

/// A .. B, whole numbers
void Evaluator::range_list(const Expr& expr, List& out)
{
    const double from = std::trunc(number_or_zero(scalar(expr.parts[0]), expr));
    const double to = std::trunc(number_or_zero(scalar(expr.parts[1]), expr));
    if (to - from > static_cast<double>(most_elements))
        fail(expr, text::cat("more than ", most_elements, " values"), expr.source);
    for (double i = from; i <= to && !failed(); ++i) {
        spend(1, 0, expr);
        out.emplace_back(i);
    }
}

} // namespace chainmail::config
