// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Where the time of messages goes: spam-score --timing.
#ifndef CHAINMAIL_SPAM_SCORE_TIMING_H
#define CHAINMAIL_SPAM_SCORE_TIMING_H

#include "engine.h"
#include "rule_times.h"

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

/// The time of all messages together.
class Timing {
public:
    explicit Timing(const RuleSet& rules) : rules_(rules)
    {
        times_.rules.resize(rules.rules.size());
    }

    /// Examines a message twice, and notes the second time: the first one fetches
    /// rules and message into memory.
    void add(std::string_view text);

    /// Milliseconds a message by phase, then microseconds and runs a message of each
    /// rule that was tried; the slowest first.
    std::string report() const;

private:
    const RuleSet& rules_;
    Workbench bench_;
    RuleTimes times_;
    std::size_t messages_ = 0;
};

} // namespace chainmail::spam_score

#endif
