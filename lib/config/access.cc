// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Evaluator: values where they are kept, to be read (find) or changed (place). A [...]
// or {...} is a value here and no reference; so "$x = [1]; $x->[0]" looks into $x.
#include "base/text.h"
#include "config/evaluator.h"

#include <cmath>

namespace chainmail::config {

namespace {

using Kind = Expr::Kind;

constexpr int most_references = 100; ///< that lead to each other

Value empty_of(char sigil)
{
    if (sigil == '@') return Value(List());
    if (sigil == '%') return Value(Hash());
    return {};
}

bool has_parts(const Value& value, char sigil)
{
    if (sigil == '@') return value.get<List>() != nullptr;
    return sigil == '%' && value.get<Hash>() != nullptr;
}

} // namespace

/// Null where there is nothing, which is no mistake. Valid until a variable changes.
const Value* Evaluator::find(const Expr& expr)
{
    if (failed()) return nullptr;
    if (expr.kind == Kind::variable) return value_of(expr.text, expr);
    if (expr.kind == Kind::element) {
        const Value key = scalar(expr.parts[0]);
        return find_part(value_of(expr.text, expr), key, expr);
    }
    if (expr.kind == Kind::inner) {
        const Value key = scalar(expr.parts[0]);
        const Value* whole = find(expr.parts[1]);
        return find_part(behind(whole, expr), key, expr);
    }
    if (expr.kind == Kind::follow) {
        const Value* at = find(expr.parts[0]);
        const Value* value = behind(at, expr);
        const char sigil = expr.text[0];
        if (value == nullptr || value->is_undef()) return nullptr;
        if (sigil == '$' ? value != at : has_parts(*value, sigil)) return value;
        fail(expr, text::cat("this is no reference to a ", sigil), expr.source);
        return nullptr;
    }
    if (expr.kind == Kind::declaration) return find(expr.parts[0]);
    temporaries_.push_back(scalar(expr));
    return &temporaries_.back();
}

/// What a chain of references ends at; a value that is none is its own end.
const Value* Evaluator::behind(const Value* value, const Expr& expr)
{
    for (int i = 0; value != nullptr && !failed(); ++i) {
        const auto* reference = value->get<Reference>();
        if (reference == nullptr) return value;
        if (i == most_references) {
            fail(expr, "these references go round", expr.source);
            return nullptr;
        }
        value = kept_value(reference->name);
    }
    return nullptr;
}

const Value*
Evaluator::find_part(const Value* whole, const Value& key, const Expr& expr)
{
    if (whole == nullptr || whole->is_undef() || failed()) return nullptr;
    const bool in_hash = expr.text[0] == '%' || expr.text[0] == '{';
    if (const auto* hash = whole->get<Hash>(); hash != nullptr && in_hash) {
        const auto found = hash->find(text_of(key, expr.parts[0]));
        return found == hash->end() ? nullptr : &found->second;
    }
    const auto* elements = whole->get<List>();
    if (elements == nullptr || in_hash) {
        fail(expr, text::cat("there is no such part in ", whole->kind()), expr.source);
        return nullptr;
    }
    const double size = static_cast<double>(elements->size());
    double at = std::trunc(number_of(key, expr.parts[0]));
    if (at < 0) at += size;
    if (!(at >= 0 && at < size) || failed()) return nullptr;
    return &(*elements)[static_cast<std::size_t>(at)];
}

/// Where the value of `expr` is kept; made if it is not there.
Value* Evaluator::place(const Expr& expr)
{
    if (failed()) return nullptr;
    if (expr.kind == Kind::variable) {
        const auto name = resolve(expr.text, expr);
        Setting* setting = failed() ? nullptr : editable(name, expr);
        return setting == nullptr ? nullptr : &setting->value;
    }
    if (expr.kind == Kind::element) return place_element(expr);
    if (expr.kind == Kind::inner) {
        const Value key = scalar(expr.parts[0]);
        const char sigil = expr.text[0] == '{' ? '%' : '@';
        return place_part(place_behind(place(expr.parts[1]), sigil, expr), key, expr);
    }
    if (expr.kind == Kind::follow)
        return place_behind(place(expr.parts[0]), expr.text[0], expr);
    if (expr.kind == Kind::declaration) return place(expr.parts[0]);
    fail(expr, "nothing can be changed here", expr.source);
    return nullptr;
}

Value* Evaluator::place_element(const Expr& expr)
{
    const Value key = scalar(expr.parts[0]);
    const auto name = failed() ? std::string() : resolve(expr.text, expr);
    Setting* setting = failed() ? nullptr : editable(name, expr);
    if (setting == nullptr) return nullptr;
    if (setting->value.get<Hash>() != nullptr) {
        auto& at = setting->keys[text_of(key, expr.parts[0])];
        at = expr.at.line == 0 ? Origin() : expr.at;
    }
    return place_part(&setting->value, key, expr);
}

Value* Evaluator::place_part(Value* whole, const Value& key, const Expr& expr)
{
    if (whole == nullptr || failed()) return nullptr;
    if (auto* hash = whole->get<Hash>()) {
        std::string name = text_of(key, expr.parts[0]);
        spend(1, name.size(), expr);
        return failed() ? nullptr : &(*hash)[std::move(name)];
    }
    List& list = *whole->get<List>();
    const auto at = index(number_of(key, expr.parts[0]), list.size(), expr);
    if (failed()) return nullptr;
    if (at >= list.size()) {
        spend(at + 1 - list.size(), 0, expr);
        if (failed()) return nullptr;
        list.resize(at + 1);
    }
    return &list[at];
}

/// The list or hash (as `sigil` says) that `value` refers to, or is; undef becomes one.
Value* Evaluator::place_behind(Value* value, char sigil, const Expr& expr)
{
    const Value* start = value;
    for (int i = 0; value != nullptr && !failed(); ++i) {
        const auto* reference = value->get<Reference>();
        if (reference == nullptr) break;
        if (i == most_references) {
            fail(expr, "these references go round", expr.source);
            return nullptr;
        }
        const std::string name = reference->name;
        Setting* setting = editable(name, expr);
        value = setting == nullptr ? nullptr : &setting->value;
    }
    if (value == nullptr || failed()) return nullptr;
    if (value->is_undef() && sigil != '$') *value = empty_of(sigil);
    if (sigil == '$' ? value != start : has_parts(*value, sigil)) return value;
    fail(expr,
         text::cat(
             "a reference to a ", sigil, " is needed, and this is ", value->kind()),
         expr.source);
    return nullptr;
}

/// @h{KEYS}, @a[NUMBERS]
void Evaluator::slice(const Expr& expr, List& out)
{
    List keys;
    for (const auto& part : expr.parts)
        list(part, keys);
    for (const auto& key : keys) {
        const Value* whole = value_of(expr.text, expr);
        const Value* found = find_part(whole, key, expr);
        out.push_back(found == nullptr ? Value() : copy(*found, expr));
        if (failed()) return;
    }
}

/// \VARIABLE; of anything else, a reference to a constant of its value.
Value Evaluator::reference(const Expr& expr)
{
    const Expr& of = expr.parts[0];
    if (of.kind == Kind::variable) return Value(Reference{resolve(of.text, of)});
    if (of.kind == Kind::declaration && of.parts[0].kind == Kind::variable) {
        declare(of);
        return Value(Reference{resolve(of.parts[0].text, of)});
    }
    if (of.kind == Kind::follow && of.text != "$") {
        const Value* found = find(of.parts[0]);
        return found == nullptr ? Value() : copy(*found, expr);
    }
    return anonymous(scalar(of), expr);
}

Value Evaluator::anonymous(Value value, const Expr& expr)
{
    if (failed()) return {};
    std::string name = fresh_name("$constant");
    spend(1, name.size(), expr);
    settings_.assign(name, {std::move(value), expr.at, true, {}});
    return Value(Reference{std::move(name)});
}

} // namespace chainmail::config
