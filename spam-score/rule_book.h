// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What the rule files say, directive by directive, before anything is compiled: rules,
// their scores and flags, and the settings that rules depend on.
#ifndef CHAINMAIL_SPAM_SCORE_RULE_BOOK_H
#define CHAINMAIL_SPAM_SCORE_RULE_BOOK_H

#include "base/result.h"
#include "known_features.h"
#include "rule_file.h"
#include "settings.h"
#include "shortcut_settings.h"

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

enum class RuleKind {
    header,
    body,
    rawbody,
    uri,
    full,
    meta,
    header_eval,
    body_eval,
    rawbody_eval,
    full_eval,
    network_eval, ///< asks the DNS
    mime_header,
    uri_detail,
    empty, ///< only declared
};

/// "header", "body eval", ...
std::string_view name_of(RuleKind kind);

struct RuleDefinition {
    RuleKind kind = RuleKind::empty;
    Place place;
    std::string text; ///< the right side as written

    // header and mime_header
    std::string header; ///< with modifiers, "From:addr"
    bool exists = false;
    bool negated = false;
    std::optional<std::string> if_unset;

    std::string pattern; ///< without delimiters; header, body, rawbody, uri, full

    // evals
    std::string function;
    std::vector<std::string> arguments;
};

using Scores = std::array<double, 4>;

class RuleBook {
public:
    explicit RuleBook(Features& features) : features_(features) {}

    /// Takes one directive. The error is what is wrong with it.
    Status take(const Directive& directive);

    const std::map<std::string, RuleDefinition>& rules() const { return rules_; }
    const Settings& settings() const { return settings_; }

    /// By what "score" says, or by the name and the flags.
    Scores scores(const std::string& rule) const;
    bool has_score(const std::string& rule) const { return scores_.contains(rule); }
    bool has_flag(const std::string& rule, std::string_view flag) const;
    /// The number of a flag like "maxhits=5".
    std::optional<std::size_t> flag_number(const std::string& rule,
                                           std::string_view flag) const;
    std::string flag_value(const std::string& rule, std::string_view flag) const;
    /// One of SpamAssassin's own, by the last word of its name.
    bool has_plugin(std::string_view name) const;
    /// What "priority" says; 0 without.
    int priority(const std::string& rule) const;
    const ShortcutSettings& shortcuts() const { return shortcuts_; }
    std::string description(const std::string& rule) const;

private:
    Status take_rule(RuleKind plain,
                     RuleKind eval,
                     std::string_view value,
                     const Place& place);
    Status define(std::string_view name, RuleDefinition definition);
    Status take_score(std::string_view value);
    Status take_priority(std::string_view value);
    Status take_shortcut(std::string_view value);
    std::optional<Status> take_for_plugin(std::string_view key, std::string_view value);

    Features& features_;
    std::map<std::string, RuleDefinition> rules_;
    std::map<std::string, Scores> scores_;
    std::map<std::string, std::vector<std::string>> flags_;
    std::map<std::string, int> priorities_;
    std::map<std::string, std::string> descriptions_;
    Settings settings_;
    ShortcutSettings shortcuts_;
};

} // namespace chainmail::spam_score

#endif
