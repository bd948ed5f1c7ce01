// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// SpamAssassin's rules, run natively: rules in, a score for each message out. Pure but
// for reading the rule files in load().
#ifndef CHAINMAIL_SPAM_SCORE_ENGINE_H
#define CHAINMAIL_SPAM_SCORE_ENGINE_H

#include "base/result.h"
#include "rule_file.h"
#include "rule_set.h"
#include "rule_source.h"
#include "workbench.h"

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

class Examination;

/// Reads and compiles all rules. What is wrong with them goes to `complaints`, and
/// rules that cannot be run to RuleSet::unrun; an Error means that there are none at
/// all.
Result<RuleSet> load_rules(const RulePaths& paths,
                           const std::string& language,
                           std::vector<Complaint>& complaints);

struct Hit {
    std::string_view name; ///< valid while the rule set lives
    double score = 0;
    std::size_t times = 1;
};

struct Verdict {
    double score = 0;
    std::vector<Hit> hits;                  ///< sorted by name
    std::vector<Hit> subhits;               ///< of rules that only metas see ("__NAME")
    std::size_t limits_hit = 0;             ///< matches given up at a limit
    std::vector<std::string_view> given_up; ///< the rules of these matches, by name
    bool out_of_time = false;               ///< rules were left out
    std::string_view shortcut_rule; ///< that ended it; "": none, or the score did
    std::string_view shortcut_type; ///< what that says: "spam", "ham"; "": not ended
};

struct Terms {
    std::uint64_t deadline_ms = 0; ///< CLOCK_MONOTONIC, 0: none. Rules not run by then
                                   ///< are left out.
    bool use_prefilter = true;     ///< false: all patterns are run on all texts
};

struct MessageView {
    std::string_view text; ///< header and body; an mbox line in front is passed over
    Terms terms = {};
};

/// The verdict is the same with and without the prefilter, and whatever `bench` was
/// used for before.
Verdict examine(const RuleSet& rules, const MessageView& message, Workbench& bench);
Verdict examine(const RuleSet& rules, const MessageView& message);

/// The same for a message whose texts are made already, with the scratch of `bench`,
/// and are wanted afterwards.
Verdict examine(const RuleSet& rules,
                Examination& mail,
                Workbench& bench,
                const Terms& terms = {});

} // namespace chainmail::spam_score

#endif
