// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "explain.h"

#include "base/text.h"
#include "examination.h"
#include "summary.h"
#include "template_rule.h"

#include <algorithm>
#include <set>

namespace chainmail::spam_score {

namespace {

constexpr std::size_t most_matches = 3; // shown of one rule
constexpr std::size_t longest_match = 100;

// Where rules of one kind look: texts and what to call each.
struct Place {
    std::string name;
    std::string_view text;
};

class Explainer {
public:
    Explainer(const RuleSet& rules, Examination& mail, const Verdict& verdict)
        : rules_(rules),
          mail_(mail)
    {
        for (const auto& hit : verdict.hits)
            hits_.insert(hit.name);
        for (const auto& hit : verdict.subhits)
            hits_.insert(hit.name);
    }

    std::string about(std::string_view name)
    {
        const Rule* rule = find_rule(rules_, name);
        if (rule == nullptr) return {};
        std::string out = text::cat(name, " (", rule->place, ")\n");
        out += text::cat("    ",
                         name_of(rule->kind),
                         " ",
                         text::printable(rule->definition, longest_match),
                         "\n");
        return out + matches_of(static_cast<std::size_t>(rule - rules_.rules.data()));
    }

    /// Hidden tests that hit and that tests explained so far are made of.
    std::vector<std::string_view> hidden() const
    {
        std::vector<std::string_view> names;
        for (const auto part : parts_)
            if (rules_.rules[part].is_hidden) names.push_back(rules_.rules[part].name);
        std::sort(names.begin(), names.end());
        return names;
    }

private:
    std::string matches_of(std::size_t rule);
    std::string matches(const Regex& regex, const std::vector<Place>& places);
    std::string header_match(const HeaderRequest& request, const HeaderRule& rule);
    std::string mime_match(const MimeHeaderRule& rule);
    std::string uri_detail_match(const UriDetailRule& rule);
    std::string template_match(const TemplateRule& rule);
    std::vector<Place> uri_places() const;
    std::string meta_parts(const MetaRule& rule);
    void note_parts(std::size_t rule, int depth);
    std::vector<Place> places(const std::vector<std::string_view>& texts,
                              std::string_view what) const;

    const RuleSet& rules_;
    Examination& mail_;
    std::set<std::string_view> hits_;
    std::set<std::size_t> parts_;
};

std::vector<Place> Explainer::places(const std::vector<std::string_view>& texts,
                                     std::string_view what) const
{
    std::vector<Place> out;
    for (std::size_t i = 0; i < texts.size(); ++i)
        out.push_back({text::cat(what, " ", i), texts[i]});
    return out;
}

std::string Explainer::matches(const Regex& regex, const std::vector<Place>& where)
{
    std::string out;
    std::size_t shown = 0;
    for (const auto& place : where) {
        const auto span = regex.find(place.text, 0, false, mail_.scratch());
        if (!span) continue;
        const auto match = place.text.substr(span->begin, span->end - span->begin);
        out += text::cat("    ",
                         place.name,
                         ", byte ",
                         span->begin,
                         ": \"",
                         text::printable(match, longest_match),
                         "\"\n");
        if (++shown == most_matches) break;
    }
    return out;
}

std::string Explainer::header_match(const HeaderRequest& request,
                                    const HeaderRule& rule)
{
    const auto value = mail_.header().text(request);
    if (!value && !rule.if_unset)
        return text::cat("    ", request.name, ": not there\n");
    if (rule.exists || rule.negated)
        return text::cat("    ",
                         request.name,
                         ": \"",
                         text::printable(value.value_or(""), longest_match),
                         "\"\n");
    const std::string seen = value ? *value : *rule.if_unset;
    return matches(*rule.regex, {{request.name, seen}});
}

std::string Explainer::mime_match(const MimeHeaderRule& rule)
{
    std::string out;
    std::size_t number = 0;
    for (const auto index : mail_.message().in_order()) {
        ++number;
        const auto* field = mail_.message().parts[index].header.last(rule.header);
        if (field == nullptr || rule.negated) continue;
        const auto found =
            matches(rule.regex,
                    {{text::cat("part ", number, ", ", rule.header), field->decoded}});
        if (!found.empty()) out += found;
    }
    return out;
}

std::vector<Place> Explainer::uri_places() const
{
    std::vector<Place> uris;
    for (const auto& uri : mail_.uris().cleaned)
        uris.push_back({text::cat("URI ", text::printable(uri, longest_match)), uri});
    return uris;
}

// All conditions are true of one URI: which, and where it was found.
std::string Explainer::uri_detail_match(const UriDetailRule& rule)
{
    std::string out;
    std::size_t shown = 0;
    for (const auto& uri : mail_.uris().records) {
        if (!all_hold(rule.conditions, uri, mail_.scratch())) continue;
        out += text::cat("    URI \"",
                         text::printable(uri.raw, longest_match),
                         "\" of: ",
                         text::join({uri.types.begin(), uri.types.end()}, " "),
                         "\n");
        if (++shown == most_matches) break;
    }
    return out;
}

// With what other rules captured put into the pattern.
std::string Explainer::template_match(const TemplateRule& rule)
{
    std::string out;
    for (const auto& tag : rule.tags) {
        const auto texts = mail_.captured.find(tag);
        if (texts == mail_.captured.end()) continue;
        out += text::cat("    %{", tag, "} is");
        for (std::size_t i = 0; i < std::min(texts->second.size(), most_matches); ++i)
            out += text::cat(
                " \"", text::printable(texts->second[i], longest_match), "\"");
        out += "\n";
    }
    const auto regex = filled_template(rule, mail_.captured);
    if (!regex || rule.negated) return out;
    switch (rule.kind) {
    case RuleKind::uri:
        return out + matches(*regex, uri_places());
    case RuleKind::body:
        return out + matches(*regex, places(mail_.body(), "paragraph"));
    case RuleKind::rawbody:
        return out + matches(*regex, places(mail_.raw_body(), "raw piece"));
    case RuleKind::header: {
        const std::string value = mail_.header().text(*rule.request).value_or("");
        return out + matches(*regex, {{rule.request->name, value}});
    }
    default:
        return out + matches(*regex, {{"mail", mail_.message().pristine}});
    }
}

// What a meta is made of, and those what they are made of.
void Explainer::note_parts(std::size_t rule, int depth)
{
    constexpr int deepest = 50;
    const auto meta = std::find_if(rules_.metas.begin(),
                                   rules_.metas.end(),
                                   [&](const MetaRule& m) { return m.rule == rule; });
    if (meta == rules_.metas.end() || depth > deepest) return;
    for (const auto part : meta->parts) {
        if (hits_.contains(rules_.rules[part].name) && parts_.insert(part).second)
            note_parts(part, depth + 1);
    }
}

std::string Explainer::meta_parts(const MetaRule& rule)
{
    note_parts(rule.rule, 0);
    std::vector<std::string> names;
    for (const auto part : rule.parts)
        if (hits_.contains(rules_.rules[part].name))
            names.push_back(rules_.rules[part].name);
    if (names.empty()) return "    none of its parts hit\n";
    return text::cat("    of these hit: ", text::join(names, " "), "\n");
}

std::string Explainer::matches_of(std::size_t rule)
{
    const auto find = [rule](const auto& list) {
        return std::find_if(
            list.begin(), list.end(), [rule](const auto& r) { return r.rule == rule; });
    };
    for (const auto& group : rules_.header_groups)
        if (const auto at = find(group.rules); at != group.rules.end())
            return header_match(group.request, *at);
    if (const auto at = find(rules_.body_rules.rules);
        at != rules_.body_rules.rules.end())
        return matches(at->regex,
                       places(at->before_edit ? mail_.original_body() : mail_.body(),
                              "paragraph"));
    if (const auto at = find(rules_.rawbody_rules.rules);
        at != rules_.rawbody_rules.rules.end())
        return matches(at->regex, places(mail_.raw_body(), "raw piece"));
    if (const auto at = find(rules_.uri_rules.rules);
        at != rules_.uri_rules.rules.end())
        return matches(at->regex, uri_places());
    if (const auto at = find(rules_.uri_detail_rules);
        at != rules_.uri_detail_rules.end())
        return uri_detail_match(*at);
    if (const auto at = find(rules_.template_rules); at != rules_.template_rules.end())
        return template_match(*at);
    if (const auto at = find(rules_.full_rules.rules);
        at != rules_.full_rules.rules.end())
        return matches(at->regex, {{"mail", mail_.message().pristine}});
    if (const auto at = find(rules_.mime_header_rules);
        at != rules_.mime_header_rules.end())
        return mime_match(*at);
    if (const auto at = find(rules_.metas); at != rules_.metas.end())
        return meta_parts(*at);
    return {};
}

} // namespace

std::string explanation(const RuleSet& rules, std::string_view text)
{
    Workbench bench;
    Examination mail(rules, text, bench.match);
    const Verdict verdict = examine(rules, mail, bench);
    std::string out =
        text::cat(text::score(verdict.score),
                  " points, ",
                  text::score(rules.settings.required_score),
                  " required\n\n pts rule name              description\n",
                  "---- ---------------------- ",
                  std::string(46, '-'),
                  "\n",
                  summary(rules, verdict));
    Explainer explainer(rules, mail, verdict);
    for (const auto& hit : by_points(verdict))
        out += "\n" + explainer.about(hit.name);
    for (const auto name : explainer.hidden())
        out += "\n" + explainer.about(name);
    return out;
}

} // namespace chainmail::spam_score
