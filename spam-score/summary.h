// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The content analysis: a line or more for each test that hit.
#ifndef CHAINMAIL_SPAM_SCORE_SUMMARY_H
#define CHAINMAIL_SPAM_SCORE_SUMMARY_H

#include "engine.h"

#include <string>
#include <vector>

namespace chainmail::spam_score {

/// The hits that give most points first, those of equal points by name.
std::vector<Hit> by_points(const Verdict& verdict);

/// Points, name and description in columns, wrapped.
std::string summary(const RuleSet& rules, const Verdict& verdict);

/// The same for a header field: "* " in front, less room.
std::string terse_summary(const RuleSet& rules, const Verdict& verdict);

} // namespace chainmail::spam_score

#endif
