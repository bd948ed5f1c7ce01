// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Words that are cut into pieces by tags: how much of one lies beside the cut. Pure.
#ifndef CHAINMAIL_SPAM_SCORE_WORD_RUNS_H
#define CHAINMAIL_SPAM_SCORE_WORD_RUNS_H

#include <cstddef>
#include <string_view>

namespace chainmail::spam_score {

struct WordText {
    std::string_view utf8;
    bool wide = false; ///< a string of Unicode characters (characters.h)
};

/// Whether neither space nor ASCII punctuation stands at the border of the two.
bool cuts_word(const WordText& before, const WordText& behind);
/// The longest run of at most seven word-cut characters at the end, from a word edge
/// on.
std::size_t run_at_end(const WordText& s);
/// The same at the start.
std::size_t run_at_start(const WordText& s);

} // namespace chainmail::spam_score

#endif
