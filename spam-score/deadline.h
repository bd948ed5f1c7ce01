// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The time by which a message has to be done with.
#ifndef CHAINMAIL_SPAM_SCORE_DEADLINE_H
#define CHAINMAIL_SPAM_SCORE_DEADLINE_H

#include "os/clock.h"

#include <cstdint>

namespace chainmail::spam_score {

class Deadline {
public:
    /// CLOCK_MONOTONIC; 0: never.
    explicit Deadline(std::uint64_t at_ms) : at_ms_(at_ms) {}

    /// Once it is, it stays so. Asked before every match, of which many take less time
    /// than a look at the clock: that is for every sixteenth.
    bool is_over()
    {
        if (at_ms_ == 0 || over_ || asked_++ % 16 != 0) return over_;
        over_ = os::monotonic_ms() >= at_ms_;
        return over_;
    }

private:
    std::uint64_t at_ms_;
    std::uint32_t asked_ = 0;
    bool over_ = false;
};

} // namespace chainmail::spam_score

#endif
