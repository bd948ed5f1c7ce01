// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What was found in a mail on the way to its score, for people who write rules.
#ifndef CHAINMAIL_SPAM_SCORE_DEBUG_H
#define CHAINMAIL_SPAM_SCORE_DEBUG_H

#include "engine.h"
#include "examination.h"

#include <set>
#include <string>

namespace chainmail::spam_score {

/// Lines "DATE TIME [PID] dbg: AREA: TEXT" on descriptor 2, for the areas asked for:
/// metadata (relays), uri, authres (Authentication-Results), rules (hits), check
/// (captured tags, the score), all.
void print_debug(const RuleSet& rules,
                 const Examination& mail,
                 const Verdict& verdict,
                 const std::set<std::string, std::less<>>& areas);

} // namespace chainmail::spam_score

#endif
