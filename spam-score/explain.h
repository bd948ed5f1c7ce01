// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Why a message has its score: spam-score --explain.
#ifndef CHAINMAIL_SPAM_SCORE_EXPLAIN_H
#define CHAINMAIL_SPAM_SCORE_EXPLAIN_H

#include "engine.h"

#include <string>
#include <string_view>

namespace chainmail::spam_score {

/// The table of the tests that hit, then each of them with its place in the rule files,
/// the text that it matched and where that stands in the message; the hidden tests that
/// these are made of as well.
std::string explanation(const RuleSet& rules, std::string_view text);

} // namespace chainmail::spam_score

#endif
