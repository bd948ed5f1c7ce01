// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What the rules said of one message, and what that makes of the metas.
#ifndef CHAINMAIL_SPAM_SCORE_TALLY_H
#define CHAINMAIL_SPAM_SCORE_TALLY_H

#include "rule_set.h"

#include <vector>

namespace chainmail::spam_score {

struct Verdict;

class Tally {
public:
    explicit Tally(const RuleSet& set);

    /// A rule hit, with a value for the metas that use it; a strange value is 1.
    void hit(std::size_t rule, double value, std::size_t times = 1);
    /// `matches` may be 0.
    void count(std::size_t rule, std::size_t matches)
    {
        if (matches > 0) hit(rule, static_cast<double>(matches), matches);
    }

    /// When all other rules are done. Without it no meta has hit.
    void settle_metas();

    /// Hits, and their sum; without those behind the end of the examination.
    void report(Verdict& verdict);

private:
    friend AtRest at_rest(const RuleSet& set);
    void settle(const MetaRule& meta);

    const RuleSet& set_;
    std::vector<double> values_;
    std::vector<std::size_t> times_;
    std::vector<bool> unsettled_;
    std::vector<bool> changed_; ///< metas of which a part is not as at rest
};

/// What the metas are when no other rule hits.
AtRest at_rest(const RuleSet& set);

} // namespace chainmail::spam_score

#endif
