// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Words that are cut into pieces by tags: how much of one lies beside the cut. Pure.
#ifndef CHAINMAIL_SPAM_SCORE_WORD_RUNS_H
#define CHAINMAIL_SPAM_SCORE_WORD_RUNS_H

#include "characters.h"

#include <cstddef>

namespace chainmail::spam_score {

/// Whether neither space nor ASCII punctuation stands at the border of the two.
bool cuts_word(const Characters& before, const Characters& behind);
/// The longest run of at most seven word-cut characters at the end, from a word edge
/// on.
std::size_t run_at_end(const Characters& s);
/// The same at the start.
std::size_t run_at_start(const Characters& s);

} // namespace chainmail::spam_score

#endif
