// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "shortcut.h"

#include <algorithm>
#include <tuple>

namespace chainmail::spam_score {

namespace {

// The rules of one priority run by kind.
int turn_of(RuleKind kind)
{
    switch (kind) {
    case RuleKind::header:
        return 0;
    case RuleKind::header_eval:
        return 1;
    case RuleKind::body:
        return 2;
    case RuleKind::uri:
        return 3;
    case RuleKind::body_eval:
    case RuleKind::mime_header:
    case RuleKind::uri_detail:
        return 4;
    case RuleKind::rawbody:
        return 5;
    case RuleKind::rawbody_eval:
        return 6;
    case RuleKind::full:
        return 7;
    case RuleKind::full_eval:
        return 8;
    default:
        return 9;
    }
}

struct Turn {
    int priority = 0;
    int kind = 0;
    std::size_t rule = 0;

    auto operator<=>(const Turn&) const = default;
    bool is_with(const Turn& other) const
    {
        return priority == other.priority && kind == other.kind;
    }
};

std::vector<Turn> turns_of_hits(const RuleSet& set,
                                const std::vector<std::size_t>& times)
{
    std::vector<Turn> turns;
    for (std::size_t i = 0; i < times.size(); ++i) {
        const Rule& rule = set.rules[i];
        if (times[i] > 0 && rule.score != 0)
            turns.push_back({rule.priority, turn_of(rule.kind), i});
    }
    std::sort(turns.begin(), turns.end());
    return turns;
}

class Replay {
public:
    explicit Replay(const RuleSet& set) : set_(set), settings_(set.shortcuts.settings)
    {
    }

    void hit(std::size_t rule);
    const std::optional<ShortcutTaken>& taken() const { return taken_; }

private:
    void heed_score();
    void heed_rule(std::size_t rule);

    const RuleSet& set_;
    const ShortcutSettings& settings_;
    double score_ = 0;
    std::optional<ShortcutTaken> taken_;
};

// The score is looked at before the points of the present hit are added.
void Replay::hit(std::size_t rule)
{
    if (!taken_) {
        heed_score();
        heed_rule(rule);
    }
    if (!set_.rules[rule].is_hidden) score_ += set_.rules[rule].score;
}

void Replay::heed_score()
{
    constexpr double hint = 0.001;
    const bool below = settings_.min_ham_score && score_ < *settings_.min_ham_score;
    const bool above = settings_.max_spam_score && score_ > *settings_.max_spam_score;
    if (!below && !above) return;
    const bool says_spam = score_ >= 0;
    taken_ = {{}, says_spam, says_spam ? hint : -hint};
    score_ += taken_->score;
}

// A rule that hits when the score ended it gives its name and its kind to the end, but
// no points: those are given once.
void Replay::heed_rule(std::size_t rule)
{
    constexpr double hint = 0.0001;
    const auto at = set_.shortcuts.rules.find(rule);
    if (at == set_.shortcuts.rules.end()) return;
    const bool by_own_score = at->second == Shortcut::on;
    const bool says_spam =
        by_own_score ? set_.rules[rule].score >= 0 : at->second == Shortcut::spam;
    double score = says_spam ? hint : -hint;
    if (!by_own_score) score = says_spam ? settings_.spam_score : settings_.ham_score;
    if (taken_) score = taken_->score;
    taken_ = {set_.rules[rule].name, says_spam, score};
}

bool can_end(const RuleSet& set, const std::vector<std::size_t>& times)
{
    const auto& settings = set.shortcuts.settings;
    return settings.min_ham_score || settings.max_spam_score ||
           std::any_of(set.shortcuts.rules.begin(),
                       set.shortcuts.rules.end(),
                       [&](const auto& entry) { return times[entry.first] > 0; });
}

} // namespace

std::optional<ShortcutTaken> cut_short(const RuleSet& set,
                                       std::vector<std::size_t>& times)
{
    if (!set.shortcuts.settings.are_in_use() || !can_end(set, times)) return {};
    const auto turns = turns_of_hits(set, times);
    Replay replay(set);
    auto turn = turns.begin();
    for (; turn != turns.end(); ++turn) {
        if (replay.taken() && !turn->is_with(*std::prev(turn))) break;
        for (std::size_t i = 0; i < times[turn->rule]; ++i)
            replay.hit(turn->rule);
    }
    for (; turn != turns.end(); ++turn)
        times[turn->rule] = 0;
    return replay.taken();
}

} // namespace chainmail::spam_score
