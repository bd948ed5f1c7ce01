// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Rules made ready to run: patterns compiled, names turned into places, metas in an
// order in which each finds its parts known. Built once, never changed.
#ifndef CHAINMAIL_SPAM_SCORE_RULE_SET_H
#define CHAINMAIL_SPAM_SCORE_RULE_SET_H

#include "eval.h"
#include "expression.h"
#include "factor_index.h"
#include "header_request.h"
#include "needed_run.h"
#include "regex.h"
#include "rule_book.h"
#include "shortcut_settings.h"
#include "uri_condition.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace chainmail::spam_score {

/// What all kinds of rules have.
struct Rule {
    std::string name;
    std::string description; ///< for people; "" when there is none
    std::string place;       ///< "FILE:LINE"
    std::string definition;  ///< as written, its beginning
    RuleKind kind = RuleKind::empty;
    double score = 0;
    bool counts_all = false; ///< tflags multiple: the value is the number of matches
    std::size_t most_hits = static_cast<std::size_t>(-1);
    bool is_hidden = false; ///< "__NAME": for metas only
    int priority = 0;       ///< when it runs; of a meta, when all its parts have been
    std::vector<std::uint32_t> users; ///< in RuleSet::metas: those it is a part of
};

/// A named group "(?<NAME>...)" whose text other rules use as %{NAME}.
struct Capture {
    std::string tag;
    std::size_t group = 0;
};

struct HeaderRule {
    std::size_t rule = 0;
    bool exists = false;
    bool negated = false;
    std::optional<std::string> if_unset;
    std::optional<Regex> regex;   ///< none with `exists`
    bool matches_nothing = false; ///< the pattern matches an empty text, too
    std::vector<Capture> captures;
};

/// The rules that ask for the same text of the header.
struct HeaderGroup {
    HeaderRequest request;
    std::vector<HeaderRule> rules;
    FactorIndex index;                  ///< by their place in `rules`
    std::vector<std::uint32_t> negated; ///< hit when they are not found
};

/// body, rawbody, uri and full rules.
struct TextRule {
    std::size_t rule = 0;
    Regex regex;
    bool without_subject = false;
    bool before_edit = false; ///< runs before FreeMail's edit of the body
    std::vector<Capture> captures;
    std::optional<FactorIndex> starts; ///< finds all places where a match can begin
    std::optional<NeededRun> run;      ///< of texts in which it can match
};

/// The rules that look at the same texts.
struct TextRules {
    std::vector<TextRule> rules;
    FactorIndex index; ///< by their place in `rules`
};

/// A pattern with %{NAME} in it, compiled for each message in which NAME is known.
struct TemplateRule {
    std::size_t rule = 0;
    RuleKind kind = RuleKind::uri;
    std::string pattern;
    std::vector<std::string> tags;
    std::optional<HeaderRequest> request; ///< of a header rule
    bool negated = false;                 ///< hits when nothing matches
    FactorIndex index; ///< of one rule: what stands beside the captured texts
};

struct EvalRule {
    std::size_t rule = 0;
    Eval eval;
};

struct MimeHeaderRule {
    std::size_t rule = 0;
    std::string header; ///< in lower case, or "ALL"
    bool raw = false;
    bool negated = false;
    bool concatenated = false;
    std::optional<std::string> if_unset;
    std::pair<std::size_t, std::size_t> range{0, static_cast<std::size_t>(-1)};
    Regex regex;
    std::vector<Capture> captures;
};

struct UriDetailRule {
    std::size_t rule = 0;
    std::vector<UriCondition> conditions;
};

struct MetaRule {
    std::size_t rule = 0;
    Expression expression;
    std::vector<std::size_t> parts; ///< the rules that it is made of
    std::vector<std::size_t> metas; ///< those of them that are metas
    bool is_scored = true;          ///< its score is not 0
    bool is_late = false; ///< has a part that SpamAssassin takes for 0 only at the end
};

/// What the metas are when no other rule hits; by the places of all rules.
struct AtRest {
    std::vector<double> values;
    std::vector<std::size_t> times;
    std::vector<bool> unsettled; ///< not false, and yet true for nobody
};

/// What can end an examination.
struct Shortcuts {
    ShortcutSettings settings;
    std::map<std::size_t, Shortcut> rules; ///< by place in RuleSet::rules
};

/// A rule that is in force but not run here, and why. Metas that depend on one are not
/// run either: a missing part must not be taken for "no".
struct UnrunRule {
    std::string name;
    RuleKind kind = RuleKind::empty;
    Place place;
    std::string why;
    double score = 0;
};

struct RuleSet {
    std::vector<Rule> rules; ///< all that are in force, by name
    std::vector<HeaderGroup> header_groups;
    TextRules body_rules;
    TextRules rawbody_rules;
    TextRules uri_rules;
    TextRules full_rules;
    std::vector<TemplateRule> template_rules;
    std::vector<EvalRule> header_evals;
    std::vector<EvalRule> body_evals;
    std::vector<EvalRule> rawbody_evals;
    std::vector<EvalRule> full_evals;
    std::vector<MimeHeaderRule> mime_header_rules;
    std::vector<UriDetailRule> uri_detail_rules;
    std::vector<MetaRule> metas; ///< each behind the metas it depends on
    AtRest at_rest;
    Shortcuts shortcuts;
    std::vector<Regex> redirectors;
    Settings settings;
    std::vector<UnrunRule> unrun;
    std::map<RuleKind, std::size_t> counts; ///< rules that run, by kind
    std::size_t switched_off = 0;           ///< with score 0
    /// Of the network or Bayes: not run, and of value 0 as in SpamAssassin's local
    /// tests.
    std::vector<UnrunRule> elsewhere;
};

/// nullptr when no rule of that name is in force.
const Rule* find_rule(const RuleSet& rules, std::string_view name);

/// Compiles what `book` holds. What is wrong with single rules goes to `complaints` and
/// the rule is left out.
RuleSet compile_rules(const RuleBook& book, std::vector<Complaint>& complaints);

} // namespace chainmail::spam_score

#endif
