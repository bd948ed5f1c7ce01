// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Evaluator: everything that changes a variable.
#include "base/text.h"
#include "config/complaint.h"
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

bool is_list_target(const Expr& target)
{
    return target.kind == Kind::sequence ||
           (target.kind == Kind::variable && target.text[0] != '$');
}

} // namespace

Status Evaluator::run(const std::vector<Expr>& statements)
{
    helpers_.clear();
    for (const auto& one : statements) {
        statement(one);
        if (failed()) return *error_;
    }
    return {};
}

void Evaluator::statement(const Expr& expr)
{
    if (expr.kind == Kind::assignment) assign(expr);
    if (expr.kind == Kind::declaration) declare(expr);
    if (expr.kind == Kind::call) call(expr);
}

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
    if (targets.kind == Kind::variable) {
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
        } else {
            store(target, next == values.end() ? Value() : std::move(*next));
            if (next != values.end()) ++next;
        }
        if (failed()) return;
    }
}

void Evaluator::store(const Expr& target, Value value)
{
    if (target.kind == Kind::element) {
        if (weigh(value).depth >= deepest_value) {
            fail(target,
                 text::cat("more than ", deepest_value, " levels of lists"),
                 target.source);
            return;
        }
        if (Value* place = slot(target)) *place = std::move(value);
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
    settings_.assign(std::move(name), {std::move(value), target.at, helper});
}

void Evaluator::declare(const Expr& declaration)
{
    const Expr& of = declaration.parts[0];
    const bool many = of.kind == Kind::sequence;
    const std::size_t count = many ? of.parts.size() : 1;
    for (std::size_t i = 0; i < count && !failed(); ++i) {
        const Expr& variable = many ? of.parts[i] : of;
        const auto& written = variable.text;
        const bool ours = declaration.text == "our";
        if (ours && find_variable(canonical_name(written)) != nullptr) {
            helpers_.erase(written);
            continue;
        }
        const auto shared = package_names_.find(written);
        if (ours && shared != package_names_.end()) {
            helpers_[written] = shared->second;
            continue;
        }
        std::string name = fresh_name(written);
        if (ours) package_names_[written] = name;
        helpers_[written] = name;
        Value empty;
        if (written[0] == '@') empty = Value(List());
        if (written[0] == '%') empty = Value(Hash());
        settings_.assign(std::move(name), {std::move(empty), variable.at, true});
    }
}

void Evaluator::call(const Expr& expr)
{
    if (expr.text == "push") return insert(expr, false);
    if (expr.text == "unshift") return insert(expr, true);
    for (const auto& target : expr.parts)
        chomp(target);
}

void Evaluator::insert(const Expr& call, bool at_front)
{
    const bool fits = !call.parts.empty() && call.parts[0].kind == Kind::variable &&
                      call.parts[0].text[0] == '@';
    if (!fits) {
        fail(call,
             text::cat(call.text, " needs a list to add to"),
             call.source,
             text::cat("write ", call.text, "(@list, ...)"));
        return;
    }
    List values;
    for (std::size_t i = 1; i < call.parts.size(); ++i)
        list(call.parts[i], values);
    Setting* setting = editable(call.parts[0].text, call.parts[0]);
    if (setting == nullptr) return;
    List& to = *setting->value.get<List>();
    if (at_front) spend(to.size(), 0, call); // all of them move
    to.insert(at_front ? to.begin() : to.end(),
              std::make_move_iterator(values.begin()),
              std::make_move_iterator(values.end()));
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
    case Kind::element:
        if (Value* value = slot(target)) chomp_value(*value);
        return;
    case Kind::variable:
        break;
    default:
        fail(target, "chomp needs a variable", target.source);
        return;
    }
    Setting* setting = editable(target.text, target);
    if (setting == nullptr) return;
    spend(weigh(setting->value).elements, 0, target); // all of them are looked at
    // A list in "$x" is a reference, which chomp leaves alone.
    if (target.text[0] == '$') return chomp_value(setting->value);
    if (auto* list = setting->value.get<List>())
        std::for_each(list->begin(), list->end(), chomp_value);
    if (auto* hash = setting->value.get<Hash>()) {
        for (auto& [key, value] : *hash)
            chomp_value(value);
    }
}

/// The variable as it is to be changed in part: it starts from its default.
Setting* Evaluator::editable(std::string_view written, const Expr& at)
{
    std::string name = resolve(written, at);
    if (failed()) return nullptr;
    change_[name] = ++changes_;
    Setting* setting = settings_.find(name);
    if (setting == nullptr) {
        const Variable* variable = find_variable(name);
        Value start;
        if (variable != nullptr && !variable->standard.empty()) {
            start = default_of(*variable);
        } else if (name[0] == '@') {
            start = Value(List());
        } else if (name[0] == '%') {
            start = Value(Hash());
        }
        setting = &settings_.assign(std::move(name), {std::move(start), {}, false});
    }
    setting->origin = at.at;
    return failed() ? nullptr : setting;
}

/// Where an element is kept; made if it is not there.
Value* Evaluator::slot(const Expr& element)
{
    const Value key = scalar(element.parts[0]);
    Setting* setting = failed() ? nullptr : editable(element.text, element);
    if (setting == nullptr) return nullptr;
    if (auto* hash = setting->value.get<Hash>()) {
        std::string name = text_of(key, element.parts[0]);
        spend(1, name.size(), element);
        return failed() ? nullptr : &(*hash)[std::move(name)];
    }
    List& list = *setting->value.get<List>();
    const auto at = index(number_of(key, element.parts[0]), list.size(), element);
    if (failed()) return nullptr;
    if (at >= list.size()) {
        spend(at + 1 - list.size(), 0, element);
        if (failed()) return nullptr;
        list.resize(at + 1);
    }
    return &list[at];
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
