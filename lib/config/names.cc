// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Evaluator: which variable a name means, and the values of those that no file assigns.
#include "base/text.h"
#include "config/complaint.h"
#include "config/evaluator.h"

#include <algorithm>
#include <utility>

namespace chainmail::config {

namespace {

Value empty_value(char sigil)
{
    if (sigil == '@') return Value(List());
    if (sigil == '%') return Value(Hash());
    return {};
}

/// Whether `standard` is a list of values rather than one.
bool has_choice(const Variable& variable)
{
    return variable.effect == Effect::pending || variable.effect == Effect::never ||
           variable.effect == Effect::retired;
}

} // namespace

bool Evaluator::is_known(std::string_view written) const
{
    return helpers_.contains(written) ||
           find_variable(canonical_name(written)) != nullptr;
}

/// The name under which the variable `written` is kept.
std::string Evaluator::resolve(std::string_view written, const Expr& at)
{
    if (const auto helper = helpers_.find(written); helper != helpers_.end())
        return helper->second;
    const auto name = canonical_name(written);
    if (find_variable(name) != nullptr) return std::string(name);
    fail(at, "unknown variable", written, unknown_advice(written));
    return {};
}

std::string Evaluator::unknown_advice(std::string_view written) const
{
    const auto bare = written.substr(1);
    for (const char sigil : {'$', '@', '%'}) {
        const auto other = text::cat(sigil, bare);
        if (is_known(other)) return text::cat("there is a ", other);
    }
    std::vector<std::string> known;
    for (const auto& variable : variables())
        known.push_back(variable.name);
    for (const auto& [helper, kept] : helpers_)
        known.push_back(helper);
    std::erase_if(known,
                  [&](const std::string& name) { return name[0] != written[0]; });
    const auto near = nearest(written, known);
    if (!near.empty()) return text::cat("did you mean ", near, "?");
    return text::cat("a variable of your own is declared by `my ", written, "`");
}

/// `written`, or with a number if that is taken: each file has its own `my` variables,
/// and references to them outlive it.
std::string Evaluator::fresh_name(std::string_view written)
{
    int& count = declared_[std::string(written)];
    for (;;) {
        std::string name(written);
        if (++count > 1) name += text::cat('_', count);
        const bool known = find_variable(canonical_name(name)) != nullptr;
        if (!known && settings_.find(name) == nullptr) return name;
    }
}

/// Null after a failure.
const Value* Evaluator::value_of(std::string_view written, const Expr& at)
{
    const std::string name = resolve(written, at);
    return failed() ? nullptr : kept_value(name);
}

/// Of the variable that is kept as `name`.
const Value* Evaluator::kept_value(const std::string& name)
{
    if (const Setting* setting = settings_.find(name)) return &setting->value;
    const auto& given = settings_.defaults();
    if (const auto found = given.find(name); found != given.end())
        return &found->second.value;
    const Variable* variable = find_variable(name);
    if (variable == nullptr) return nullptr;
    const Value& value = default_of(*variable);
    return failed() ? nullptr : &value;
}

/// Evaluated each time, because a default may be made of other variables.
const Value& Evaluator::default_of(const Variable& variable)
{
    Value value = evaluate_standard(variable);
    return scratch_.insert_or_assign(variable.name, std::move(value)).first->second;
}

Value Evaluator::evaluate_standard(const Variable& variable)
{
    if (variable.standard.empty()) return empty_value(variable.name[0]);
    const bool choice = has_choice(variable);
    const std::string target = choice ? std::string("@_") : variable.name;
    const auto text = text::cat(target, " = ", variable.standard, ";");
    const auto parsed = parse("built-in default", text);
    if (!parsed) {
        if (!error_) error_ = internal(parsed.error().what);
        return {};
    }
    const Expr& standard = parsed->front().parts[1];

    const bool outer = std::exchange(in_default_, true);
    auto helpers = std::exchange(helpers_, {});
    Value value;
    if (choice) {
        List values;
        list(standard, values);
        if (!values.empty()) value = std::move(values[0]);
    } else if (variable.name[0] != '$') {
        List values;
        list(standard, values);
        const bool is_hash = variable.name[0] == '%';
        value = is_hash ? Value(to_hash(values, standard)) : Value(std::move(values));
    } else {
        value = scalar(standard);
        auto* line = value.get<std::string>();
        if (standard.kind == Expr::Kind::command && line->ends_with('\n'))
            line->pop_back();
    }
    in_default_ = outer;
    helpers_ = std::move(helpers);
    return value;
}

Result<List> Evaluator::accepted(const Variable& variable)
{
    if (variable.standard.empty()) return List();
    const auto text = text::cat("@_ = ", variable.standard, ";");
    const auto parsed = parse("built-in default", text);
    if (!parsed) return parsed.error();
    List values;
    list(parsed->front().parts[1], values);
    if (failed()) return *error_;
    return values;
}

Status Evaluator::fill_in_defaults()
{
    for (const auto& variable : variables()) {
        if (settings_.has(variable.name) ||
            settings_.defaults().contains(variable.name))
            continue;
        Value value = evaluate_standard(variable);
        if (failed()) return *error_;
        settings_.set_default(variable.name, std::move(value));
    }
    return {};
}

std::vector<std::string> Evaluator::changed() const
{
    std::vector<std::pair<std::size_t, std::string>> all;
    for (const auto& [name, when] : change_)
        all.emplace_back(when, name);
    std::sort(all.begin(), all.end());
    std::vector<std::string> names;
    names.reserve(all.size());
    for (auto& [when, name] : all)
        names.push_back(std::move(name));
    return names;
}

} // namespace chainmail::config
