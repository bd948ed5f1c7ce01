// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Evaluator: tables to look addresses up in, which only the programs give a meaning.
#include "base/text.h"
#include "config/evaluator.h"

namespace chainmail::config {

/// A pattern, or a text that amavisd would take for one.
std::optional<Regex> Evaluator::regex_of(const Value& value, const Expr& expr)
{
    if (const auto* regex = value.get<Regex>()) return *regex;
    if (const auto* text = value.get<std::string>()) {
        if (auto pattern = normal_pattern(*text)) return Regex{std::move(*pattern), ""};
    }
    fail(expr,
         text::cat("a pattern is needed, and this is ", value.kind()),
         expr.source,
         "write qr'...' or [qr'...' => VALUE]");
    return {};
}

/// new_RE(qr'...', [qr'...' => VALUE], ...)
void Evaluator::make_table(const Expr& expr, List& out)
{
    List rows;
    for (const auto& part : expr.parts)
        list(part, rows);
    RegexTable table;
    for (auto& row : rows) {
        auto* pair = row.get<List>();
        const bool empty = pair != nullptr && pair->empty();
        auto regex = regex_of(pair == nullptr || empty ? row : pair->front(), expr);
        if (!regex) return;
        Value answer(1.0);
        if (pair != nullptr && pair->size() > 1) answer = std::move((*pair)[1]);
        table.rows.push_back({std::move(*regex), std::move(answer)});
    }
    out.push_back(copy(Value(std::move(table)), expr));
}

/// q_sql_s('field') and its like; Opaque(VALUE)
void Evaluator::make_special(const Expr& expr, List& out)
{
    List arguments;
    for (const auto& part : expr.parts)
        list(part, arguments);
    if (arguments.empty())
        fail(expr, text::cat(expr.text, " needs an argument"), expr.source);
    out.push_back(copy(Value(Special{expr.text, std::move(arguments)}), expr));
}

/// dkim_key(DOMAIN, SELECTOR, FILE, k => v, ...): kept in order, for whoever signs; the
/// file is not read here.
void Evaluator::dkim_key(const Expr& expr, List& out)
{
    List arguments;
    for (const auto& part : expr.parts)
        list(part, arguments);
    if (failed()) return;
    if (arguments.size() < 3 || arguments.size() % 2 == 0) {
        fail(expr,
             "dkim_key needs a domain, a selector and a file, and pairs after them",
             expr.source,
             "write dkim_key('example.com', 'selector', '/path/of/key.pem')");
        return;
    }
    Hash key = to_hash({arguments.begin() + 3, arguments.end()}, expr);
    if (arguments[0].get<Regex>() == nullptr)
        key["domain"] = text::lower(text_of(arguments[0], expr));
    else
        key["domain"] = arguments[0];
    key["selector"] = text::lower(text_of(arguments[1], expr));
    key["file"] = text_of(arguments[2], expr);
    if (failed()) return;
    if (key["domain"] == Value("") || key["selector"] == Value("")) {
        fail(expr, "the domain and the selector cannot be empty", expr.source);
        return;
    }
    Setting* setting = editable("@dkim_signing_keys_list", expr);
    if (setting == nullptr) return;
    List& all = *setting->value.get<List>();
    step(all.size(), expr);
    for (const auto& one : all) {
        const auto* other = one.get<Hash>();
        if (other == nullptr || !other->contains("domain")) continue;
        if (other->at("domain") != key["domain"] ||
            other->at("selector") != key["selector"])
            continue;
        fail(expr, "this selector of the domain has a key already", expr.source);
        return;
    }
    all.push_back(copy(Value(std::move(key)), expr));
    out.emplace_back(1.0);
}

} // namespace chainmail::config
