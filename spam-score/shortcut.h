// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Where an examination would have ended: SpamAssassin runs rules by priority and kind,
// and stops behind the kind in which a rule with "shortcircuit" hit. Here all rules are
// run at once, and what would not have been run is taken back.
#ifndef CHAINMAIL_SPAM_SCORE_SHORTCUT_H
#define CHAINMAIL_SPAM_SCORE_SHORTCUT_H

#include "rule_set.h"

#include <optional>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

constexpr std::string_view shortcut_name = "SHORTCIRCUIT"; ///< the test that says so

struct ShortcutTaken {
    std::string_view rule; ///< "" when the score alone ended it; valid with the rules
    bool says_spam = false;
    double score = 0; ///< of SHORTCIRCUIT; 0: it does not hit
};

/// `times` is how often each rule of `set` hit. Those that would not have been run get
/// 0. Nothing when the examination goes to its end.
std::optional<ShortcutTaken> cut_short(const RuleSet& set,
                                       std::vector<std::size_t>& times);

} // namespace chainmail::spam_score

#endif
