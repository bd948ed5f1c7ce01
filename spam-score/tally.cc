// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "tally.h"

#include "engine.h"
#include "shortcut.h"

#include <algorithm>
#include <cmath>

namespace chainmail::spam_score {

Tally::Tally(const RuleSet& set)
    : set_(set),
      values_(set.at_rest.values),
      times_(set.rules.size(), 0),
      unsettled_(set.at_rest.unsettled),
      changed_(set.metas.size(), false)
{
}

void Tally::hit(std::size_t rule, double value, std::size_t times)
{
    values_[rule] = value > 0 ? value : 1;
    times_[rule] = times;
    for (const auto meta : set_.rules[rule].users)
        changed_[meta] = true;
}

// A meta with score 0 is true for nobody: SpamAssassin never settles its value then,
// and no meta made of it either. When it is false it is as good as any other.
void Tally::settle(const MetaRule& meta)
{
    const double value_before = values_[meta.rule];
    const bool unsettled_before = unsettled_[meta.rule];
    const bool blocked =
        std::any_of(meta.metas.begin(), meta.metas.end(), [&](std::size_t part) {
            return unsettled_[part];
        });
    values_[meta.rule] = 0;
    times_[meta.rule] = 0;
    unsettled_[meta.rule] = true;
    if (!blocked && (meta.is_scored || !meta.is_late)) {
        const double value = meta.expression.value(values_);
        unsettled_[meta.rule] = value != 0 && !meta.is_scored;
        if (value != 0 && meta.is_scored) {
            values_[meta.rule] = value > 0 ? value : 1;
            times_[meta.rule] = 1;
        }
    }
    if (values_[meta.rule] == value_before && unsettled_[meta.rule] == unsettled_before)
        return;
    for (const auto user : set_.rules[meta.rule].users)
        changed_[user] = true;
}

// Each stands behind the metas it depends on, so that one pass will do.
void Tally::settle_metas()
{
    for (std::size_t i = 0; i < changed_.size(); ++i) {
        const auto rule = set_.metas[i].rule;
        if (changed_[i])
            settle(set_.metas[i]);
        else
            times_[rule] = set_.at_rest.times[rule];
    }
}

void Tally::report(Verdict& verdict)
{
    if (const auto end = cut_short(set_, times_)) {
        verdict.shortcut_rule = end->rule;
        verdict.shortcut_type = end->says_spam ? "spam" : "ham";
        if (end->score != 0) verdict.hits.push_back({shortcut_name, end->score, 1});
        verdict.score = end->score;
    }
    for (std::size_t i = 0; i < times_.size(); ++i) {
        if (times_[i] == 0) continue;
        const Rule& rule = set_.rules[i];
        if (rule.score == 0) continue;
        auto& list = rule.is_hidden ? verdict.subhits : verdict.hits;
        list.push_back({rule.name, rule.is_hidden ? 0 : rule.score, times_[i]});
        // Each counted match of a rule gives its points.
        if (!rule.is_hidden)
            verdict.score += rule.score * static_cast<double>(times_[i]);
    }
    const auto by_name = [](const Hit& a, const Hit& b) { return a.name < b.name; };
    std::sort(verdict.hits.begin(), verdict.hits.end(), by_name);
    std::sort(verdict.subhits.begin(), verdict.subhits.end(), by_name);
    // A sum of decimal fractions in binary is a little beside its value.
    verdict.score = std::round(verdict.score * 1000) / 1000;
}

AtRest at_rest(const RuleSet& set)
{
    const auto count = set.rules.size();
    Tally tally(set);
    tally.values_.assign(count, 0);
    tally.unsettled_.assign(count, false);
    tally.changed_.assign(set.metas.size(), true);
    tally.settle_metas();
    return {tally.values_, tally.times_, tally.unsettled_};
}

} // namespace chainmail::spam_score
