// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Where the time of an examination goes. Noted only when somebody asks.
#ifndef CHAINMAIL_SPAM_SCORE_RULE_TIMES_H
#define CHAINMAIL_SPAM_SCORE_RULE_TIMES_H

#include <cstdint>
#include <ctime>
#include <map>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

struct RuleTimes {
    struct Entry {
        std::uint64_t ns = 0;
        std::uint64_t runs = 0;
    };
    std::vector<Entry> rules; ///< by rule, as many as the rule set has
    std::map<std::string_view, std::uint64_t> phases_ns; ///< names are literals

    static std::uint64_t now_ns()
    {
        timespec now{};
        clock_gettime(CLOCK_MONOTONIC, &now);
        return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 +
               static_cast<std::uint64_t>(now.tv_nsec);
    }
};

/// From here to the end of the block is one run of the rule.
class RuleTimer {
public:
    RuleTimer(RuleTimes* times, std::size_t rule)
        : times_(times),
          rule_(rule),
          begin_(times == nullptr ? 0 : RuleTimes::now_ns())
    {
    }
    RuleTimer(const RuleTimer&) = delete;
    RuleTimer& operator=(const RuleTimer&) = delete;
    ~RuleTimer()
    {
        if (times_ == nullptr) return;
        auto& entry = times_->rules[rule_];
        entry.ns += RuleTimes::now_ns() - begin_;
        ++entry.runs;
    }

private:
    RuleTimes* times_;
    std::size_t rule_;
    std::uint64_t begin_;
};

/// The same for a phase.
class PhaseTimer {
public:
    PhaseTimer(RuleTimes* times, std::string_view phase)
        : times_(times),
          phase_(phase),
          begin_(times == nullptr ? 0 : RuleTimes::now_ns())
    {
    }
    PhaseTimer(const PhaseTimer&) = delete;
    PhaseTimer& operator=(const PhaseTimer&) = delete;
    ~PhaseTimer()
    {
        if (times_ != nullptr)
            times_->phases_ns[phase_] += RuleTimes::now_ns() - begin_;
    }

private:
    RuleTimes* times_;
    std::string_view phase_;
    std::uint64_t begin_;
};

} // namespace chainmail::spam_score

#endif
