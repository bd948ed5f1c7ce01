// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "rule_book.h"

#include "rule_definition.h"
#include "scan.h"
#include "unused_directives.h"

#include <algorithm>
#include <cstdlib>

namespace chainmail::spam_score {

namespace {

constexpr int capture_priority = -10000; // before all that may use the text

// The name of a rule and what is said of it.
std::pair<std::string_view, std::string_view> name_and_rest(std::string_view value)
{
    const auto end = skip_while(value, 0, [](char c) { return !text::is_space(c); });
    return {value.substr(0, end), text::trim(value.substr(end))};
}

// "-1.5", or "(0.3)" for a change of what was said before.
bool parse_score(std::string_view word, double& score, bool& relative)
{
    if (word.starts_with('(') && word.ends_with(')')) {
        relative = true;
        word = word.substr(1, word.size() - 2);
    }
    const std::size_t begin = word.starts_with('-') ? 1 : 0;
    const auto end = skip_while(word, begin, text::is_digit);
    const auto fraction = word.substr(std::min(end, word.size()));
    const bool good =
        end > begin && (fraction.empty() ||
                        (fraction.size() > 1 && fraction.front() == '.' &&
                         skip_while(fraction, 1, text::is_digit) == fraction.size()));
    if (good) score = std::strtod(std::string(word).c_str(), nullptr);
    return good;
}

// A group "(?<NAME>", whose text other rules use.
bool captures_text(std::string_view pattern)
{
    for (auto at = pattern.find("(?"); at != npos; at = pattern.find("(?", at + 1)) {
        auto rest = pattern.substr(at + 2);
        if (rest.starts_with('P')) rest.remove_prefix(1);
        if (rest.size() > 1 && (rest[0] == '<' || rest[0] == '\'') &&
            text::is_upper(rest[1]))
            return true;
    }
    return false;
}

bool is_dns_function(std::string_view function)
{
    return function.starts_with("check_rbl") || function.starts_with("check_dns");
}

} // namespace

std::string_view name_of(RuleKind kind)
{
    switch (kind) {
    case RuleKind::header:
        return "header";
    case RuleKind::body:
        return "body";
    case RuleKind::rawbody:
        return "rawbody";
    case RuleKind::uri:
        return "uri";
    case RuleKind::full:
        return "full";
    case RuleKind::meta:
        return "meta";
    case RuleKind::header_eval:
        return "header eval";
    case RuleKind::body_eval:
        return "body eval";
    case RuleKind::rawbody_eval:
        return "rawbody eval";
    case RuleKind::full_eval:
        return "full eval";
    case RuleKind::network_eval:
        return "network eval";
    case RuleKind::mime_header:
        return "mimeheader";
    case RuleKind::uri_detail:
        return "uri_detail";
    case RuleKind::empty:
        return "declared only";
    }
    return "";
}

Status RuleBook::define(std::string_view name, RuleDefinition definition)
{
    if (!is_rule_name(name)) return permanent(text::cat("not a rule name: ", name));
    rules_.insert_or_assign(std::string(name), std::move(definition));
    return {};
}

Status RuleBook::take_rule(RuleKind plain,
                           RuleKind eval,
                           std::string_view value,
                           const Place& place)
{
    const auto [name, text] = name_and_rest(value);
    if (text.empty()) return permanent("a rule without a definition");
    const auto call = text.starts_with("rbleval:") ? text.find(':') + 1
                      : text.starts_with("eval:")  ? std::size_t{5}
                                                   : 0;
    Result<RuleDefinition> rule = RuleDefinition{};
    if (call > 0)
        rule = parse_eval_rule(eval, text::trim(text.substr(call)));
    else if (plain == RuleKind::header)
        rule = parse_header_rule(text);
    else if (plain == RuleKind::mime_header)
        rule = parse_mime_header_rule(text);
    else if (plain == RuleKind::meta || plain == RuleKind::uri_detail)
        rule->kind = plain;
    else
        rule = parse_pattern_rule(plain, text);
    if (!rule) return rule.error();
    rule->text = text;
    rule->place = place;
    if (rule->kind == RuleKind::header_eval && is_dns_function(rule->function))
        rule->kind = RuleKind::network_eval;
    if (captures_text(rule->pattern)) priorities_[std::string(name)] = capture_priority;
    return define(name, std::move(*rule));
}

Status RuleBook::take_score(std::string_view value)
{
    const auto fields = split_words(value);
    if (fields.size() != 2 && fields.size() != 5)
        return permanent("a rule name and 1 or 4 scores are needed");
    const std::string name(fields[0]);
    const auto before = scores_.find(name);
    Scores scores{};
    for (std::size_t i = 0; i < scores.size(); ++i) {
        bool relative = false;
        if (!parse_score(fields[fields.size() == 2 ? 1 : i + 1], scores[i], relative))
            return permanent("a score is not a number");
        if (!relative) continue;
        if (before == scores_.end())
            return permanent("a relative score, and no score before it");
        scores[i] += before->second[i];
    }
    scores_[name] = scores;
    return {};
}

Status RuleBook::take_priority(std::string_view value)
{
    const auto [name, number] = name_and_rest(value);
    const std::size_t sign = number.starts_with('-') ? 1 : 0;
    const auto magnitude = text::to_number(number.substr(sign));
    if (!is_rule_name(name) || !magnitude || *magnitude > 1'000'000)
        return permanent("a rule name and a whole number are needed");
    const int priority = static_cast<int>(*magnitude);
    priorities_[std::string(name)] = sign > 0 ? -priority : priority;
    return {};
}

// "spam" and "ham" also bring the rule forward, unless it has a priority already.
Status RuleBook::take_shortcut(std::string_view value)
{
    constexpr int early = -200;
    const auto line = parse_shortcut(value);
    if (!line) return line.error();
    const std::string name(line->rule);
    if (!line->shortcut) {
        shortcuts_.rules.erase(name);
        return {};
    }
    shortcuts_.rules.insert_or_assign(name, *line->shortcut);
    if (*line->shortcut == Shortcut::on) return {};
    if (*line->shortcut == Shortcut::ham) flags_[name].emplace_back("nice");
    int& priority = priorities_[name];
    if (priority == 0) priority = early;
    return {};
}

// The directives of plugins that sites may load or not.
std::optional<Status> RuleBook::take_for_plugin(std::string_view key,
                                                std::string_view value)
{
    const auto owners = owners_of_directive(key);
    if (owners.empty()) return {};
    if (std::none_of(owners.begin(), owners.end(), [&](std::string_view plugin) {
            return has_plugin(plugin);
        }))
        return permanent(
            text::cat("no effect: the plugin ", owners.front(), " is not loaded"));
    if (key.starts_with("shortcircuit"))
        return key == "shortcircuit" ? take_shortcut(value)
                                     : shortcuts_.take_score(key, value);
    if (key.starts_with("fns_")) return settings_.from_name.take(key, value);
    if (key.starts_with("authres_")) return settings_.auth_results.take(key, value);
    return {};
}

Status RuleBook::take(const Directive& directive)
{
    struct Kind {
        std::string_view key;
        RuleKind plain;
        RuleKind eval;
    };
    static constexpr std::array kinds{
        Kind{"header", RuleKind::header, RuleKind::header_eval},
        Kind{"body", RuleKind::body, RuleKind::body_eval},
        Kind{"rawbody", RuleKind::rawbody, RuleKind::rawbody_eval},
        Kind{"uri", RuleKind::uri, RuleKind::empty},
        Kind{"full", RuleKind::full, RuleKind::full_eval},
        Kind{"meta", RuleKind::meta, RuleKind::empty},
        Kind{"mimeheader", RuleKind::mime_header, RuleKind::empty},
        Kind{"uri_detail", RuleKind::uri_detail, RuleKind::empty},
    };
    const std::string_view key = directive.key;
    const std::string_view value = directive.value;
    for (const auto& kind : kinds) {
        if (key == kind.key)
            return take_rule(kind.plain, kind.eval, value, directive.place);
    }
    const auto [name, rest] = name_and_rest(value);
    if (key == "score") return take_score(value);
    if (key == "priority") return take_priority(value);
    if (auto taken = take_for_plugin(key, value)) return std::move(*taken);
    if (key == "tflags") {
        auto& flags = flags_[std::string(name)];
        flags.clear();
        for (const auto word : split_words(rest))
            flags.emplace_back(word);
        return {};
    }
    if (key == "describe") {
        descriptions_[std::string(name)] = rest;
        return {};
    }
    if (key == "loadplugin" || key == "tryplugin") {
        if (!features_.load_plugin(name) && key == "loadplugin")
            return permanent("a plugin of Perl code cannot be loaded");
        shortcuts_.is_loaded = has_plugin("Shortcircuit");
        settings_.auth_results.is_loaded = has_plugin("AuthRes");
        return {};
    }
    if (key == "enable_compat") {
        features_.enable_compat(value);
        return {};
    }
    if (key == "askdns" || key == "reuse") {
        // Both declare a rule that stays without a hit as long as nobody asks the DNS.
        if (!rules_.contains(std::string(name))) {
            RuleDefinition rule;
            rule.text = value;
            rule.place = directive.place;
            return define(name, std::move(rule));
        }
        return {};
    }
    return settings_.take(key, value);
}

Scores RuleBook::scores(const std::string& rule) const
{
    const auto at = scores_.find(rule);
    if (at != scores_.end()) return at->second;
    const double plain = rule.starts_with("T_") ? 0.01 : 1.0;
    Scores scores;
    scores.fill(has_flag(rule, "nice") ? -plain : plain);
    return scores;
}

bool RuleBook::has_flag(const std::string& rule, std::string_view flag) const
{
    const auto at = flags_.find(rule);
    return at != flags_.end() &&
           std::find(at->second.begin(), at->second.end(), flag) != at->second.end();
}

std::string RuleBook::flag_value(const std::string& rule, std::string_view flag) const
{
    const auto at = flags_.find(rule);
    if (at == flags_.end()) return {};
    const std::string prefix = text::cat(flag, "=");
    for (const auto& word : at->second) {
        if (word.starts_with(prefix)) return word.substr(prefix.size());
    }
    return {};
}

std::optional<std::size_t> RuleBook::flag_number(const std::string& rule,
                                                 std::string_view flag) const
{
    const auto number = text::to_number(flag_value(rule, flag));
    if (!number) return {};
    return static_cast<std::size_t>(*number);
}

int RuleBook::priority(const std::string& rule) const
{
    const auto at = priorities_.find(rule);
    return at == priorities_.end() ? 0 : at->second;
}

bool RuleBook::has_plugin(std::string_view name) const
{
    return features_.has_plugin(text::cat("Mail::SpamAssassin::Plugin::", name));
}

std::string RuleBook::description(const std::string& rule) const
{
    const auto at = descriptions_.find(rule);
    return at == descriptions_.end() ? std::string{} : at->second;
}

} // namespace chainmail::spam_score
