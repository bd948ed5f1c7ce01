// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What examining a message needs to write to, besides its findings: made once for each
// thread of work, used for one message after the other. Nothing of a message stays.
#ifndef CHAINMAIL_SPAM_SCORE_WORKBENCH_H
#define CHAINMAIL_SPAM_SCORE_WORKBENCH_H

#include "factor_index.h"
#include "regex.h"

#include <cstdint>
#include <vector>

namespace chainmail::spam_score {

struct Workbench {
    MatchScratch match;
    FactorMarks marks;
    KindText kinds; ///< of the text that is looked at
    std::vector<Window> windows;
};

} // namespace chainmail::spam_score

#endif
