// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Evaluator: assignments.
#include "base/text.h"
#include "config/evaluator.h"
#include "config/weight.h"

#include <cmath>
#include <iterator>

namespace chainmail::config {

namespace {

using Kind = Expr::Kind;

bool is_list_target(const Expr& target)
{
    if (target.kind == Kind::sequence || target.kind == Kind::slice) return true;
    const bool whole = target.kind == Kind::variable || target.kind == Kind::follow;
    return whole && target.text[0] != '$';
}

/// How many keys lead to the part that is assigned.
int levels(const Expr& target)
{
    int count = 0;
    const Expr* at = &target;
    for (; at->kind == Kind::inner || at->kind == Kind::follow; ++count)
        at = &at->parts.back();
    return at->kind == Kind::element || at->kind == Kind::slice ? count + 1 : count;
}

} // namespace

void Evaluator::assign(const Expr& expr)
{
    const Expr& left = expr.parts[0];
    const Expr& target = left.kind == Kind::declaration ? left.parts[0] : left;
    List values;
    if (is_list_target(target)) {
        list(expr.parts[1], values);
    } else {
        values.push_back(scalar(expr.parts[1]));
    }
    // Not before: in `my $x = $x` the second one is the outer variable.
    if (left.kind == Kind::declaration) declare(left);
    if (failed()) return;
    if (is_list_target(target)) {
        assign_list(target, std::move(values));
    } else {
        store(target, std::move(values[0]));
    }
}

void Evaluator::assign_list(const Expr& targets, List values)
{
    if (targets.kind == Kind::slice) return assign_slice(targets, std::move(values));
    if (targets.kind != Kind::sequence) {
        if (targets.text[0] == '%') {
            store(targets, Value(to_hash(values, targets)));
        } else {
            store(targets, Value(std::move(values)));
        }
        return;
    }
    auto next = values.begin();
    for (const auto& target : targets.parts) {
        if (is_list_target(target)) { // takes all that is left
            List rest(std::make_move_iterator(next),
                      std::make_move_iterator(values.end()));
            next = values.end();
            assign_list(target, std::move(rest));
            continue;
        }
        if (target.kind != Kind::undef)
            store(target, next == values.end() ? Value() : std::move(*next));
        if (next != values.end()) ++next;
        if (failed()) return;
    }
}

void Evaluator::assign_slice(const Expr& target, List values)
{
    List keys;
    for (const auto& part : target.parts)
        list(part, keys);
    const auto name = failed() ? std::string() : resolve(target.text, target);
    Setting* setting = failed() ? nullptr : editable(name, target);
    if (setting == nullptr) return;
    const bool in_hash = setting->value.get<Hash>() != nullptr;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        Value value = i < values.size() ? std::move(values[i]) : Value();
        if (weigh(value).depth >= deepest_value)
            fail(target, "too many levels of lists", target.source);
        Value* at = place_part(&setting->value, keys[i], target);
        if (at == nullptr) return;
        *at = std::move(value);
        if (in_hash) setting->keys[text_of(keys[i], target)] = target.at;
    }
}

void Evaluator::store(const Expr& target, Value value)
{
    if (target.kind != Kind::variable) {
        if (weigh(value).depth + levels(target) > deepest_value) {
            fail(target,
                 text::cat("more than ", deepest_value, " levels of lists"),
                 target.source);
            return;
        }
        if (Value* at = place(target)) *at = std::move(value);
        return;
    }
    std::string name = resolve(target.text, target);
    if (failed()) return;
    if (target.at.line == 0) { // as canonical() writes a default
        settings_.set_default(std::move(name), std::move(value));
        return;
    }
    change_[name] = ++changes_;
    const Setting* old = settings_.find(name);
    const bool helper = old != nullptr && old->helper;
    settings_.assign(std::move(name), {std::move(value), target.at, helper, {}});
}

/// $x .= VALUE and its like.
void Evaluator::update(const Expr& expr)
{
    const Expr& target = expr.parts[0];
    const char operation = expr.text[0];
    if (is_list_target(target)) {
        fail(target, "one value is needed before this operator", target.source);
        return;
    }
    if (target.kind == Kind::declaration) declare(target);
    const Value old = scalar(target);
    if (operation == either || operation == both || operation == otherwise) {
        const bool done = operation == otherwise
                              ? !old.is_undef()
                              : old.is_true() == (operation == either);
        if (!done) store(target, scalar(expr.parts[1]));
        return;
    }
    // undef counts as nothing here, also where Perl's other operators would warn.
    const bool on_text = operation == join_texts || operation == repeat;
    const Value start = !old.is_undef() ? old : on_text ? Value("") : Value(0.0);
    Value result = apply(operation, start, scalar(expr.parts[1]), expr);
    if (!failed()) store(target, std::move(result));
}

/// The variable as it is to be changed in part: it starts from its default.
Setting* Evaluator::editable(const std::string& name, const Expr& at)
{
    change_[name] = ++changes_;
    Setting* setting = settings_.find(name);
    if (setting == nullptr) {
        Value start;
        if (const Value* value = kept_value(name)) start = copy(*value, at);
        setting = &settings_.assign(name, {std::move(start), {}, false, {}});
        if (const auto* hash = setting->value.get<Hash>()) {
            for (const auto& [key, value] : *hash)
                setting->keys.emplace(key, Origin());
        }
    }
    if (!canonical_ || at.kind == Kind::variable) setting->origin = at.at;
    return failed() ? nullptr : setting;
}

std::size_t Evaluator::index(double wanted, std::size_t size, const Expr& expr)
{
    double at = std::trunc(wanted);
    if (at < 0) at += static_cast<double>(size);
    if (at >= 0 && at < static_cast<double>(most_elements))
        return static_cast<std::size_t>(at);
    fail(expr, "there can be no such element", expr.source);
    return 0;
}

} // namespace chainmail::config
