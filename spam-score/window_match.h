// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A pattern tried only where its matches can begin.
#ifndef CHAINMAIL_SPAM_SCORE_WINDOW_MATCH_H
#define CHAINMAIL_SPAM_SCORE_WINDOW_MATCH_H

#include "deadline.h"
#include "factor_index.h"
#include "regex.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

/// As Regex::count(), of a pattern compiled for places that matches no empty text and
/// begins in `windows` (FactorMarks::windows_of) only. The first match given up ends
/// it, as it ends Regex::count(): else each window of a hostile text would cost a
/// limit's work.
std::size_t count_in_windows(const Regex& regex,
                             std::string_view text,
                             const std::vector<Window>& windows,
                             std::size_t most,
                             MatchScratch& scratch,
                             Deadline& deadline);

} // namespace chainmail::spam_score

#endif
