// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// spam-score outside a chain: for those who write rules and those who compare.
#ifndef CHAINMAIL_SPAM_SCORE_BY_HAND_H
#define CHAINMAIL_SPAM_SCORE_BY_HAND_H

#include <optional>

namespace chainmail::spam_score {

/// Does what hand_options.h knows; nothing when the arguments are a stage's. Gives the
/// exit status: of --lint 1 when the rules have errors.
std::optional<int> run_by_hand(int argc, char** argv);

} // namespace chainmail::spam_score

#endif
