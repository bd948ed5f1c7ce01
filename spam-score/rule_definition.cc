// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "rule_definition.h"

#include "header_request.h"
#include "perl_pattern.h"
#include "regex.h"
#include "scan.h"

#include <algorithm>

namespace chainmail::spam_score {

namespace {

constexpr std::size_t longest_name = 100;

bool in_header_name(char c)
{
    return is_word(c) || c == '.' || c == '-';
}

// A "%{NAME}" is filled in with what another rule found. It is no quantifier, and must
// not look like one to the compiler.
Result<std::string> checked_pattern(std::string_view literal)
{
    auto pattern = strip_delimiters(literal);
    if (!pattern) return pattern.error();
    if (auto regex = Regex::check(*pattern); !regex) return regex.error();
    return pattern;
}

// " [if-unset: TEXT]" at the end goes.
std::optional<std::string> take_if_unset(std::string_view& text)
{
    constexpr std::string_view mark = "[if-unset:";
    const auto at = text.rfind(mark);
    if (at == npos || at == 0 || !text.ends_with(']') || !text::is_space(text[at - 1]))
        return {};
    auto value = text.substr(at + mark.size());
    value.remove_suffix(1);
    value.remove_prefix(skip_space(value, 0));
    text = text::trim(text.substr(0, at));
    return std::string(value);
}

Result<RuleDefinition> parse_comparison(RuleKind kind, std::string_view text)
{
    RuleDefinition rule;
    rule.kind = kind;
    rule.text = text;
    const auto name_end =
        skip_while(text, 0, [](char c) { return in_header_name(c) || c == ':'; });
    rule.header = text.substr(0, name_end);
    const auto sign = skip_space(text, name_end);
    const auto op = text.substr(sign, 2);
    if (rule.header.empty() || (op != "=~" && op != "!~"))
        return permanent("not a header rule");
    rule.negated = op == "!~";
    if (rule.header.ends_with(':')) rule.header.pop_back();
    if (!HeaderRequest::parse(rule.header))
        return permanent(text::cat("not a header modifier: ", rule.header));
    auto rest = text::trim(text.substr(sign + 2));
    rule.if_unset = take_if_unset(rest);
    auto pattern = checked_pattern(rest);
    if (!pattern) return pattern.error();
    rule.pattern = std::move(*pattern);
    return rule;
}

} // namespace

bool is_rule_name(std::string_view name)
{
    return !name.empty() && name.size() <= longest_name &&
           !text::is_digit(name.front()) &&
           std::all_of(name.begin(), name.end(), is_word);
}

Result<RuleDefinition> parse_header_rule(std::string_view text)
{
    constexpr std::string_view exists = "exists:";
    if (!text.starts_with(exists)) return parse_comparison(RuleKind::header, text);
    RuleDefinition rule;
    rule.kind = RuleKind::header;
    rule.text = text;
    rule.exists = true;
    auto name = text.substr(exists.size());
    if (name.ends_with(':')) name.remove_suffix(1);
    if (name.empty() || !std::all_of(name.begin(), name.end(), in_header_name))
        return permanent("not a header field name");
    rule.header = name;
    return rule;
}

Result<RuleDefinition> parse_mime_header_rule(std::string_view text)
{
    return parse_comparison(RuleKind::mime_header, text);
}

Result<RuleDefinition> parse_pattern_rule(RuleKind kind, std::string_view text)
{
    RuleDefinition rule;
    rule.kind = kind;
    rule.text = text;
    auto pattern = checked_pattern(text);
    if (!pattern) return pattern.error();
    rule.pattern = std::move(*pattern);
    return rule;
}

Result<RuleDefinition> parse_eval_rule(RuleKind kind, std::string_view text)
{
    RuleDefinition rule;
    rule.kind = kind;
    rule.text = text;
    const auto name_end = skip_while(text, 0, is_word);
    if (name_end == 0 || !text.substr(name_end).starts_with('(') ||
        !text.ends_with(')'))
        return permanent("not a call of an eval function");
    rule.function = text.substr(0, name_end);
    auto rest = text.substr(name_end + 1, text.size() - name_end - 2);
    if (text::trim(rest).empty()) return rule;
    for (;;) {
        rest.remove_prefix(skip_space(rest, 0));
        std::size_t end = 0;
        if (!rest.empty() && (rest.front() == '"' || rest.front() == '\'')) {
            end = rest.find(rest.front(), 1);
            if (end == npos) return permanent("a quote that is not closed");
            rule.arguments.emplace_back(rest.substr(1, end - 1));
            ++end;
        } else {
            end = skip_while(rest, 0, [](char c) {
                return text::is_alnum(c) || c == '.' || c == ':' || c == '-';
            });
            if (end == 0) return permanent("an argument that is not understood");
            rule.arguments.emplace_back(rest.substr(0, end));
        }
        rest.remove_prefix(skip_space(rest, end));
        if (rest.empty()) return rule;
        if (rest.front() != ',') return permanent("a comma is missing");
        rest.remove_prefix(1);
        if (text::trim(rest).empty()) return rule;
    }
}

} // namespace chainmail::spam_score
