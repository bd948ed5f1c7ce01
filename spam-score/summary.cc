// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "summary.h"

#include "base/text.h"
#include "wrap.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace chainmail::spam_score {

namespace {

constexpr std::size_t name_width = 22;
constexpr std::size_t description_column = 28;

std::string wrapped(const RuleSet& rules,
                    std::string_view description,
                    std::size_t used,
                    std::string_view prefix)
{
    const std::string first(used, ' ');
    std::string lines = wrap(
        description, {first, prefix, rules.settings.markup.wrap_width, false, false});
    return lines.substr(lines.find_first_not_of(" \t\n"));
}

std::string description_of(const Rule* rule)
{
    return rule == nullptr || rule->description.empty() ? "no description"
                                                        : rule->description;
}

// "12.5" to one decimal, without one from 10 up; four characters at least.
std::string points_column(double score)
{
    std::array<char, 32> out{};
    const char* format = std::abs(score) >= 10 ? "%4.0f" : "%4.1f";
    std::snprintf(out.data(), out.size(), format, score);
    return out.data();
}

// What all tests of a kind have in front of their description.
std::string_view area_of(RuleKind kind)
{
    switch (kind) {
    case RuleKind::body:
    case RuleKind::body_eval:
    case RuleKind::uri_detail:
        return "BODY: ";
    case RuleKind::rawbody:
    case RuleKind::rawbody_eval:
        return "RAW: ";
    case RuleKind::uri:
        return "URI: ";
    case RuleKind::full:
    case RuleKind::full_eval:
        return "FULL: ";
    default:
        return "";
    }
}

} // namespace

std::vector<Hit> by_points(const Verdict& verdict)
{
    std::vector<Hit> hits = verdict.hits;
    std::stable_sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) {
        return a.score > b.score;
    });
    return hits;
}

std::string summary(const RuleSet& rules, const Verdict& verdict)
{
    static const std::string prefix(description_column, ' ');
    std::string out;
    for (const auto& hit : by_points(verdict)) {
        const Rule* rule = find_rule(rules, hit.name);
        const auto area = rule == nullptr ? std::string_view{} : area_of(rule->kind);
        const std::string points = points_column(hit.score);
        std::string name(hit.name);
        name.resize(std::max(name.size(), name_width), ' ');
        const auto used = 3 + hit.name.size() + points.size() + area.size();
        out += text::cat(points,
                         " ",
                         name,
                         " ",
                         area,
                         wrapped(rules, description_of(rule), used, prefix),
                         "\n");
    }
    return out;
}

std::string terse_summary(const RuleSet& rules, const Verdict& verdict)
{
    std::string out;
    for (const auto& hit : by_points(verdict)) {
        const Rule* rule = find_rule(rules, hit.name);
        const auto area = rule == nullptr ? std::string_view{} : area_of(rule->kind);
        const std::string points = points_column(hit.score);
        const auto used = 4 + hit.name.size() + points.size() + area.size();
        out += text::cat("* ",
                         points,
                         " ",
                         hit.name,
                         " ",
                         area,
                         wrapped(rules, description_of(rule), used, "*      "),
                         "\n");
    }
    return out;
}

} // namespace chainmail::spam_score
