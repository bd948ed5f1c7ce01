// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "rule_set.h"

#include "base/text.h"
#include "meta_order.h"
#include "replace_tags.h"
#include "rule_priority.h"
#include "scan.h"
#include "shortcut.h"
#include "tally.h"

#include <algorithm>
#include <limits>
#include <set>

namespace chainmail::spam_score {

namespace {

constexpr std::size_t local_scores = 0;    // the column: no network, no Bayes
constexpr std::size_t longest_shown = 200; // of a definition
constexpr std::size_t longest_near = 200;  // from the begin of a match to a factor
constexpr std::size_t unlimited = static_cast<std::size_t>(-1);

// What stands in nearly every text of its kind.
constexpr std::string_view usual_relays =
    "[ ip=192.0.2.1 rdns=mail.example.com helo=mail.example.com by=mx.example.net "
    "ident= "
    "envfrom= intl=0 id=4ABCDEF012 auth= msa=0 ] [ ip=";
constexpr std::string_view usual_uris =
    "http://www.example.com/ https://www.example.com/";

bool is_eval(RuleKind kind)
{
    return kind == RuleKind::header_eval || kind == RuleKind::body_eval ||
           kind == RuleKind::rawbody_eval || kind == RuleKind::full_eval;
}

// The names in %{NAME}, unless a backslash stands in front.
std::vector<std::string> template_tags(std::string_view pattern)
{
    std::vector<std::string> tags;
    for (auto at = pattern.find("%{"); at != npos; at = pattern.find("%{", at + 1)) {
        const auto end = pattern.find('}', at);
        if (end == npos) break;
        const auto name = pattern.substr(at + 2, end - at - 2);
        const bool escaped = at > 0 && pattern[at - 1] == '\\';
        if (!escaped && !name.empty() && text::is_upper(name.front()))
            tags.emplace_back(name);
    }
    return tags;
}

std::vector<Capture> captures_of(const Regex& regex)
{
    std::vector<Capture> captures;
    for (auto& [name, group] : regex.names()) {
        if (text::is_upper(name.front())) captures.push_back({name, group});
    }
    return captures;
}

// Where a factor is near the begin of a match it tells the places. Else PCRE2 finds
// them by their first byte alone, and that is every other place of a text for a choice
// of many words.
bool is_worth_places(const NeededFactors& needed, const Regex& regex)
{
    constexpr std::size_t many_words = 4;
    return needed.starts.size() >= many_words && !regex.is_anchored() &&
           !regex.begins_lines() &&
           std::any_of(
               needed.after.begin(), needed.after.end(), [](const Distance& distance) {
                   return distance.most > longest_near;
               });
}

NeededFactors only(const std::vector<Factor>& factors)
{
    NeededFactors out;
    out.any = factors;
    out.after.resize(factors.size());
    return out;
}

class Compiler {
public:
    Compiler(const RuleBook& book, std::vector<Complaint>& complaints)
        : book_(book),
          complaints_(complaints)
    {
    }

    RuleSet compile()
    {
        set_.settings = book_.settings();
        for (auto& what : remove_untrusted(set_.settings.trust))
            complaints_.push_back({"", std::move(what), false});
        order_ = order_of_metas();
        priorities_ = priorities_of(book_, order_);
        for (const auto& [name, priority] : priorities_)
            first_priority_ = std::min(first_priority_, priority);
        compile_redirectors();
        for (const auto& [name, definition] : book_.rules())
            compile_rule(name, definition);
        for (auto& group : set_.header_groups)
            group.index.finish();
        for (auto* list :
             {&set_.body_rules, &set_.rawbody_rules, &set_.uri_rules, &set_.full_rules})
            list->index.finish();
        compile_metas();
        compile_shortcuts();
        link_metas();
        return std::move(set_);
    }

private:
    void compile_rule(const std::string& name, const RuleDefinition& definition);
    void compile_header(const std::string& name, const RuleDefinition& definition);
    void compile_text(const std::string& name, const RuleDefinition& definition);
    void compile_eval(const std::string& name, const RuleDefinition& definition);
    void compile_mime_header(const std::string& name, const RuleDefinition& definition);
    void compile_uri_detail(const std::string& name, const RuleDefinition& definition);
    void compile_redirectors();
    MetaOrder order_of_metas() const;
    void compile_metas();
    int priority_of(const MetaRule& meta) const;
    void compile_shortcuts();
    static Result<Regex> compile_plainly(std::string_view pattern)
    {
        return Regex::compile(pattern);
    }
    Result<Regex> compile_pattern(const std::string& name,
                                  const std::string& pattern,
                                  bool by_places = false);
    NeededFactors needed_of(const std::string& name,
                            const std::string& pattern,
                            std::string_view usual = {});
    std::string without_tags(const std::string& name, const std::string& pattern);
    void link_metas();
    bool compile_template(const std::string& name, const RuleDefinition& definition);
    std::size_t add_rule(const std::string& name, RuleKind kind);
    HeaderGroup& group_of(const HeaderRequest& request);
    UnrunRule unrun(const std::string& name,
                    const RuleDefinition& definition,
                    std::string why) const;
    void
    refuse(const std::string& name, const RuleDefinition& definition, std::string why);

    const RuleBook& book_;
    std::vector<Complaint>& complaints_;
    RuleSet set_;
    MatchScratch scratch_;
    MetaOrder order_;
    Priorities priorities_;
    int first_priority_ = 0;                                 ///< of all rules
    std::map<std::string, std::size_t, std::less<>> places_; ///< in set_.rules
    std::set<std::string, std::less<>> refused_;
};

std::size_t Compiler::add_rule(const std::string& name, RuleKind kind)
{
    Rule rule;
    rule.name = name;
    rule.kind = kind;
    rule.description = book_.description(name);
    const RuleDefinition& definition = book_.rules().at(name);
    rule.place = definition.place.text();
    rule.definition = definition.text.substr(0, longest_shown);
    rule.score = book_.scores(name)[local_scores];
    rule.counts_all = book_.has_flag(name, "multiple");
    rule.most_hits =
        rule.counts_all ? book_.flag_number(name, "maxhits").value_or(unlimited) : 1;
    rule.is_hidden = name.starts_with("__");
    rule.priority = priorities_.at(name);
    set_.rules.push_back(std::move(rule));
    ++set_.counts[kind];
    places_[name] = set_.rules.size() - 1;
    return set_.rules.size() - 1;
}

HeaderGroup& Compiler::group_of(const HeaderRequest& request)
{
    auto& all = set_.header_groups;
    const auto at = std::find_if(all.begin(), all.end(), [&](const HeaderGroup& group) {
        return group.request == request;
    });
    if (at != all.end()) return *at;
    all.emplace_back();
    all.back().request = request;
    return all.back();
}

UnrunRule Compiler::unrun(const std::string& name,
                          const RuleDefinition& definition,
                          std::string why) const
{
    return {name,
            definition.kind,
            definition.place,
            std::move(why),
            book_.scores(name)[local_scores]};
}

void Compiler::refuse(const std::string& name,
                      const RuleDefinition& definition,
                      std::string why)
{
    refused_.insert(name);
    set_.unrun.push_back(unrun(name, definition, std::move(why)));
}

Result<Regex> Compiler::compile_pattern(const std::string& name,
                                        const std::string& pattern,
                                        bool by_places)
{
    const auto compile =
        by_places ? Regex::compile_for_places : &Compiler::compile_plainly;
    const ReplaceTags& tags = set_.settings.replace_tags;
    if (!tags.rules.contains(name)) return compile(pattern);
    auto regex = compile(expand_tags(pattern, tags));
    if (regex) return regex;
    return compile(factor_tags(pattern, tags));
}

NeededFactors Compiler::needed_of(const std::string& name,
                                  const std::string& pattern,
                                  std::string_view usual)
{
    return needed_factors(without_tags(name, pattern), usual);
}

std::string Compiler::without_tags(const std::string& name, const std::string& pattern)
{
    const ReplaceTags& tags = set_.settings.replace_tags;
    return tags.rules.contains(name) ? expand_tags(pattern, tags) : pattern;
}

void Compiler::link_metas()
{
    for (std::uint32_t i = 0; i < set_.metas.size(); ++i) {
        const MetaRule& meta = set_.metas[i];
        std::set<std::size_t> parts(meta.metas.begin(), meta.metas.end());
        parts.insert(meta.expression.places().begin(), meta.expression.places().end());
        for (const auto part : parts)
            set_.rules[part].users.push_back(i);
    }
    set_.at_rest = at_rest(set_);
}

void Compiler::compile_redirectors()
{
    for (const auto& pattern : set_.settings.redirector_patterns) {
        if (auto regex = Regex::compile(pattern))
            set_.redirectors.push_back(std::move(*regex));
    }
}

void Compiler::compile_rule(const std::string& name, const RuleDefinition& definition)
{
    const RuleKind kind = definition.kind;
    if (kind == RuleKind::meta) return; // all at once, when their parts are known
    if (book_.scores(name)[local_scores] == 0) {
        ++set_.switched_off;
        return;
    }
    const bool needs_more =
        book_.has_flag(name, "net") || book_.has_flag(name, "learn");
    if (kind == RuleKind::network_eval || kind == RuleKind::empty ||
        (is_eval(kind) && (needs_more || is_network_eval(definition.function)))) {
        set_.elsewhere.push_back(
            unrun(name, definition, "needs the network, Bayes or another program"));
        return;
    }
    if (kind == RuleKind::header)
        compile_header(name, definition);
    else if (is_eval(kind))
        compile_eval(name, definition);
    else if (kind == RuleKind::mime_header)
        compile_mime_header(name, definition);
    else if (kind == RuleKind::uri_detail)
        compile_uri_detail(name, definition);
    else
        compile_text(name, definition);
}

// Whether the rule is one; then it is done with.
bool Compiler::compile_template(const std::string& name,
                                const RuleDefinition& definition)
{
    TemplateRule rule;
    rule.tags = template_tags(definition.pattern);
    if (rule.tags.empty()) return false;
    rule.kind = definition.kind;
    rule.pattern = definition.pattern;
    rule.negated = definition.negated;
    if (rule.kind == RuleKind::header)
        rule.request = HeaderRequest::parse(definition.header);
    std::string outline = without_tags(name, definition.pattern);
    for (const auto& tag : rule.tags)
        outline = replace_all(outline, text::cat("%{", tag, "}"), "(?s:.*)");
    rule.index.add(0, needed_factors(outline));
    rule.index.finish();
    rule.rule = add_rule(name, definition.kind);
    set_.template_rules.push_back(std::move(rule));
    return true;
}

void Compiler::compile_header(const std::string& name, const RuleDefinition& definition)
{
    if (compile_template(name, definition)) return;
    HeaderRule rule;
    NeededFactors needed;
    rule.exists = definition.exists;
    rule.negated = definition.negated;
    rule.if_unset = definition.if_unset;
    if (!rule.exists) {
        needed = needed_of(
            name,
            definition.pattern,
            definition.header.starts_with("X-Spam-Relays-") ? usual_relays : "");
        auto regex = compile_pattern(name, definition.pattern, !needed.any.empty());
        if (!regex) return refuse(name, definition, regex.error().what);
        rule.matches_nothing = regex->matches("", scratch_);
        rule.captures = captures_of(*regex);
        rule.regex = std::move(*regex);
    }
    rule.rule = add_rule(name, definition.kind);
    HeaderGroup& group = group_of(*HeaderRequest::parse(definition.header));
    const auto place = static_cast<std::uint32_t>(group.rules.size());
    if (rule.negated) group.negated.push_back(place);
    group.index.add(place, needed);
    group.rules.push_back(std::move(rule));
}

void Compiler::compile_text(const std::string& name, const RuleDefinition& definition)
{
    if (compile_template(name, definition)) return;
    // A message is one text, not worth a pass for the few rules that see it whole.
    NeededFactors needed;
    if (definition.kind != RuleKind::full)
        needed = needed_of(name,
                           definition.pattern,
                           definition.kind == RuleKind::uri ? usual_uris : "");
    auto regex = compile_pattern(name, definition.pattern, !needed.any.empty());
    if (!regex) return refuse(name, definition, regex.error().what);
    TextRule rule;
    if (is_worth_places(needed, *regex)) {
        rule.starts.emplace();
        rule.starts->add(0, only(needed.starts));
        rule.starts->finish();
    }
    rule.run = needed_run(without_tags(name, definition.pattern));
    rule.captures = captures_of(*regex);
    rule.regex = std::move(*regex);
    rule.without_subject = book_.has_flag(name, "nosubject");
    rule.before_edit = priorities_.at(name) < 0;
    rule.rule = add_rule(name, definition.kind);
    auto& list = definition.kind == RuleKind::body      ? set_.body_rules
                 : definition.kind == RuleKind::rawbody ? set_.rawbody_rules
                 : definition.kind == RuleKind::uri     ? set_.uri_rules
                                                        : set_.full_rules;
    const auto place = static_cast<std::uint32_t>(list.rules.size());
    list.index.add(place, needed);
    list.rules.push_back(std::move(rule));
}

void Compiler::compile_eval(const std::string& name, const RuleDefinition& definition)
{
    const EvalEntry* entry =
        find_eval(definition.function, definition.kind == RuleKind::rawbody_eval);
    if (entry == nullptr)
        return refuse(name,
                      definition,
                      text::cat("the function ", definition.function, " is not there"));
    if (!entry->plugin.empty() && !book_.has_plugin(entry->plugin)) {
        set_.elsewhere.push_back(
            unrun(name, definition, text::cat("needs the plugin ", entry->plugin)));
        return;
    }
    auto eval = entry->prepare(definition.arguments);
    if (!eval)
        return refuse(
            name, definition, text::cat(definition.function, ": ", eval.error().what));
    EvalRule rule;
    rule.eval = std::move(*eval);
    rule.rule = add_rule(name, definition.kind);
    auto& list = definition.kind == RuleKind::header_eval    ? set_.header_evals
                 : definition.kind == RuleKind::body_eval    ? set_.body_evals
                 : definition.kind == RuleKind::rawbody_eval ? set_.rawbody_evals
                                                             : set_.full_evals;
    list.push_back(std::move(rule));
}

// "range=2-" and its kin: parts by number, the message itself is 1.
std::pair<std::size_t, std::size_t> parse_range(std::string_view text)
{
    std::pair<std::size_t, std::size_t> range{0, 1000};
    const auto dash = text.find('-');
    const auto low = text::to_number(text.substr(0, dash));
    if (low) range.first = static_cast<std::size_t>(*low);
    if (dash == npos) {
        if (low) range.second = range.first;
    } else if (const auto high = text::to_number(text.substr(dash + 1))) {
        range.second = static_cast<std::size_t>(*high);
    }
    return range;
}

void Compiler::compile_mime_header(const std::string& name,
                                   const RuleDefinition& definition)
{
    auto regex = compile_pattern(name, definition.pattern);
    if (!regex) return refuse(name, definition, regex.error().what);
    const auto request = HeaderRequest::parse(definition.header);
    MimeHeaderRule rule;
    rule.header = request->name == "ALL" ? "ALL" : request->key;
    rule.raw = request->raw;
    rule.negated = definition.negated;
    rule.if_unset = definition.if_unset;
    rule.concatenated = book_.has_flag(name, "concat");
    rule.range = parse_range(book_.flag_value(name, "range"));
    rule.captures = captures_of(*regex);
    rule.regex = std::move(*regex);
    rule.rule = add_rule(name, definition.kind);
    set_.mime_header_rules.push_back(std::move(rule));
}

void Compiler::compile_uri_detail(const std::string& name,
                                  const RuleDefinition& definition)
{
    auto conditions = parse_uri_conditions(definition.text);
    if (!conditions) return refuse(name, definition, conditions.error().what);
    set_.uri_detail_rules.push_back(
        {add_rule(name, definition.kind), std::move(*conditions)});
}

MetaOrder Compiler::order_of_metas() const
{
    MetaSources sources;
    for (const auto& [name, definition] : book_.rules()) {
        if (definition.kind == RuleKind::meta) sources.emplace(name, definition.text);
    }
    return order_metas(
        sources, [&](std::string_view glob) { return expand_rule_glob(glob, book_); });
}

// A meta is run as soon as all its parts have been; its own priority is theirs already.
int Compiler::priority_of(const MetaRule& meta) const
{
    if (meta.is_late) return std::numeric_limits<int>::max();
    int latest = first_priority_;
    for (const auto part : meta.parts)
        latest = std::max(latest, set_.rules[part].priority);
    return latest;
}

// The test that tells of an end is there even when the rules say nothing of it.
void Compiler::compile_shortcuts()
{
    set_.shortcuts.settings = book_.shortcuts();
    if (!book_.shortcuts().is_loaded) return;
    for (const auto& [name, shortcut] : book_.shortcuts().rules) {
        const auto place = places_.find(name);
        if (place != places_.end()) set_.shortcuts.rules[place->second] = shortcut;
    }
    if (places_.contains(shortcut_name)) return;
    Rule symbol;
    symbol.name = shortcut_name;
    symbol.kind = RuleKind::header_eval;
    symbol.description = book_.description(symbol.name);
    symbol.place = "the plugin Shortcircuit";
    symbol.definition = "eval:check_shortcircuit()";
    set_.rules.push_back(std::move(symbol));
}

void Compiler::compile_metas()
{
    const MetaOrder& order = order_;
    for (const auto& [name, why] : order.broken) {
        const auto& definition = book_.rules().at(name);
        complaints_.push_back(
            {definition.place.text(), text::cat(name, ": ", why), false});
        refused_.insert(name);
    }
    for (const auto& name : order.names) {
        const auto& definition = book_.rules().at(name);
        const bool scored = book_.scores(name)[local_scores] != 0;
        const auto& parts = order.parts.at(name);
        const auto missing =
            std::find_if(parts.begin(), parts.end(), [&](const std::string& part) {
                return refused_.contains(part);
            });
        if (missing != parts.end()) {
            refused_.insert(name);
            if (scored) refuse(name, definition, text::cat("needs ", *missing));
            continue;
        }
        MetaRule meta;
        for (const auto& part : parts) {
            const auto place = places_.find(part);
            if (place != places_.end()) meta.parts.push_back(place->second);
            if (place == places_.end()) {
                meta.is_late = true; // not run, or no such rule
            } else if (set_.rules[place->second].kind == RuleKind::meta) {
                meta.metas.push_back(place->second);
            }
        }
        const Expression::Names names{
            {},
            [&](std::string_view part, std::string_view) -> Result<Expression::Leaf> {
                if (part == "local_tests_only") return Expression::Leaf(1.0);
                const auto place = places_.find(part);
                if (place == places_.end()) return Expression::Leaf(0.0);
                return Expression::Leaf(place->second);
            }};
        auto expression = Expression::parse(order.expressions.at(name), names);
        if (!expression) { // cannot be: order_metas parsed it before
            refuse(name, definition, expression.error().what);
            continue;
        }
        meta.expression = std::move(*expression);
        meta.is_scored = scored;
        meta.rule = add_rule(name, RuleKind::meta);
        if (!scored) {
            --set_.counts[RuleKind::meta];
            ++set_.switched_off;
        }
        for (const auto& other : set_.metas) {
            const bool is_part =
                std::find(meta.metas.begin(), meta.metas.end(), other.rule) !=
                meta.metas.end();
            if (is_part && other.is_late) meta.is_late = true;
        }
        set_.rules[meta.rule].priority = priority_of(meta);
        set_.metas.push_back(std::move(meta));
    }
}

} // namespace

const Rule* find_rule(const RuleSet& rules, std::string_view name)
{
    const auto at = std::find_if(rules.rules.begin(),
                                 rules.rules.end(),
                                 [&](const Rule& rule) { return rule.name == name; });
    return at == rules.rules.end() ? nullptr : &*at;
}

RuleSet compile_rules(const RuleBook& book, std::vector<Complaint>& complaints)
{
    return Compiler(book, complaints).compile();
}

} // namespace chainmail::spam_score
