// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "meta_order.h"

#include "address_list.h"
#include "expression.h"
#include "scan.h"

#include <algorithm>

namespace chainmail::spam_score {

namespace {

// rules_matching(GLOB) becomes "(A+B+C)", without the meta itself.
std::string
expand_globs(std::string_view expression,
             const std::string& self,
             const std::function<std::vector<std::string>(std::string_view)>& expand)
{
    constexpr std::string_view word = "rules_matching";
    std::string out(expression);
    for (auto at = out.find(word); at != std::string::npos; at = out.find(word, at)) {
        const auto open = skip_space(out, at + word.size());
        const auto close = out.find(')', open);
        if (!is_word_edge(out, at) || open >= out.size() || out[open] != '(' ||
            close == std::string::npos) {
            at += word.size();
            continue;
        }
        auto names = expand(
            text::trim(std::string_view(out).substr(open + 1, close - open - 1)));
        std::erase(names, self);
        const std::string sum = names.empty() ? "0" : text::join(names, "+");
        out.replace(at, close + 1 - at, text::cat("(", sum, ")"));
    }
    return out;
}

// Division by something that may be 0 is refused, as is all that Perl cannot read.
Status check_expression(const std::string& expression, std::set<std::string>& parts)
{
    const Expression::Names names{
        {}, [&](std::string_view name, std::string_view) -> Result<Expression::Leaf> {
            if (name != "local_tests_only") parts.emplace(name);
            return Expression::Leaf(0.0);
        }};
    const auto parsed = Expression::parse(expression, names);
    return parsed ? Status{} : parsed.error();
}

} // namespace

std::vector<std::string> expand_rule_glob(std::string_view glob, const RuleBook& book)
{
    std::vector<std::string> names;
    for (const auto& [name, definition] : book.rules()) {
        if (matches_glob(glob, name)) names.push_back(name);
    }
    return names;
}

MetaOrder order_metas(
    const MetaSources& sources,
    const std::function<std::vector<std::string>(std::string_view glob)>& expand)
{
    MetaOrder order;
    std::map<std::string, std::size_t> waiting_for; // metas among the parts
    std::map<std::string, std::vector<std::string>> users;
    for (const auto& [name, source] : sources) {
        const std::string expression = expand_globs(source, name, expand);
        std::set<std::string> parts;
        if (const auto good = check_expression(expression, parts); !good) {
            order.broken[name] = good.error().what;
            continue;
        }
        order.expressions[name] = expression;
        order.parts[name] = std::move(parts);
    }
    for (const auto& [name, parts] : order.parts) {
        std::size_t& count = waiting_for[name];
        for (const auto& part : parts) {
            if (!order.parts.contains(part)) continue;
            ++count;
            users[part].push_back(name);
        }
    }
    for (const auto& [name, count] : waiting_for) {
        if (count == 0) order.names.push_back(name);
    }
    for (std::size_t i = 0; i < order.names.size(); ++i) {
        const std::string name = order.names[i];
        for (const auto& user : users[name]) {
            if (--waiting_for[user] == 0) order.names.push_back(user);
        }
    }
    for (const auto& [name, count] : waiting_for) {
        if (count > 0) order.broken[name] = "depends on itself";
    }
    return order;
}

} // namespace chainmail::spam_score
