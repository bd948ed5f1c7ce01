// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Evaluator: statements, blocks, and the variables that live no longer than those.
#include "base/text.h"
#include "config/complaint.h"
#include "config/evaluator.h"

#include <utility>

namespace chainmail::config {

namespace {

using Kind = Expr::Kind;

} // namespace

Status Evaluator::read(std::string_view name, std::string text)
{
    texts_.push_back(std::move(text));
    const auto statements = parse(name, texts_.back());
    if (!statements) return statements.error();
    return run(*statements);
}

Status Evaluator::run(const std::vector<Expr>& statements)
{
    auto outer = std::exchange(helpers_, {});
    const auto kept = kept_.size();
    for (const auto& one : statements) {
        statement(one);
        if (failed()) return *error_;
    }
    restore(kept);
    helpers_ = std::move(outer);
    return {};
}

void Evaluator::statement(const Expr& expr)
{
    if (failed() || !enter(expr)) return;
    const bool inner = expr.kind == Kind::block || expr.kind == Kind::branch ||
                       expr.kind == Kind::loop;
    const auto outer = secret_;
    if (!inner) {
        secret_ = secret_in(expr.source);
        of_scanners_ = expr.source.starts_with("@av_scanners");
    }
    switch (expr.kind) {
    case Kind::assignment:
        assign(expr);
        break;
    case Kind::update:
        update(expr);
        break;
    case Kind::declaration:
        declare(expr);
        break;
    case Kind::block:
        block(expr);
        break;
    case Kind::branch:
        branch(expr);
        break;
    case Kind::loop:
        loop(expr);
        break;
    case Kind::logic:
        logic(expr);
        break;
    default: {
        List ignored;
        list(expr, ignored);
    }
    }
    secret_ = outer;
    if (depth_ == 1) temporaries_.clear();
    --depth_;
}

void Evaluator::block(const Expr& expr)
{
    step(helpers_.size(), expr); // they are copied
    const Names outer = helpers_;
    const auto kept = kept_.size();
    for (const auto& one : expr.parts)
        statement(one);
    restore(kept);
    helpers_ = outer;
}

void Evaluator::branch(const Expr& expr)
{
    for (std::size_t i = 0; i + 1 < expr.parts.size(); i += 2) {
        if (!scalar(expr.parts[i]).is_true()) continue;
        return block(expr.parts[i + 1]);
    }
    if (expr.parts.size() % 2 != 0) block(expr.parts.back());
}

void Evaluator::loop(const Expr& expr)
{
    List values;
    list(expr.parts[1], values);
    step(helpers_.size(), expr);
    const Names outer = helpers_;
    for (auto& value : values) {
        if (failed()) return;
        bind(expr.parts[0].text, std::move(value), expr);
        block(expr.parts[2]);
    }
    helpers_ = outer;
}

/// Each round has a variable of its own, so that references to it stay apart.
void Evaluator::bind(const std::string& written, Value value, const Expr& at)
{
    std::string name = fresh_name(written);
    spend(1, name.size(), at);
    helpers_[written] = name;
    settings_.assign(std::move(name), {std::move(value), at.at, true, {}});
}

void Evaluator::declare(const Expr& declaration)
{
    const Expr& of = declaration.parts[0];
    const bool many = of.kind == Kind::sequence;
    const std::size_t count = many ? of.parts.size() : 1;
    for (std::size_t i = 0; i < count && !failed(); ++i) {
        const Expr& one = many ? of.parts[i] : of;
        if (one.kind == Kind::undef) continue; // skips a value
        if (declaration.text == "local") {
            make_local(one);
        } else {
            declare_own(one, declaration.text == "our");
        }
    }
}

void Evaluator::declare_own(const Expr& variable, bool ours)
{
    const auto& written = variable.text;
    if (ours && find_variable(canonical_name(written)) != nullptr) {
        helpers_.erase(written);
        return;
    }
    const auto shared = package_names_.find(written);
    if (ours && shared != package_names_.end()) {
        helpers_[written] = shared->second;
        return;
    }
    std::string name = fresh_name(written);
    if (ours) package_names_[written] = name;
    helpers_[written] = name;
    Value empty;
    if (written[0] == '@') empty = Value(List());
    if (written[0] == '%') empty = Value(Hash());
    settings_.assign(std::move(name), {std::move(empty), variable.at, true, {}});
}

/// Until the end of the block or file a variable has another value.
void Evaluator::make_local(const Expr& of)
{
    std::string name = resolve(of.text, of);
    if (failed()) return;
    const Setting* old = settings_.find(name);
    kept_.push_back({name, old == nullptr ? std::nullopt : std::optional(*old)});
    if (of.kind == Kind::element) return;
    Value empty;
    if (name[0] == '@') empty = Value(List());
    if (name[0] == '%') empty = Value(Hash());
    const bool helper = old != nullptr && old->helper;
    settings_.assign(std::move(name), {std::move(empty), of.at, helper, {}});
}

void Evaluator::restore(std::size_t kept)
{
    for (; kept_.size() > kept; kept_.pop_back()) {
        auto& [name, setting] = kept_.back();
        if (setting) {
            settings_.assign(name, std::move(*setting));
        } else {
            settings_.forget(name);
        }
    }
}

} // namespace chainmail::config
