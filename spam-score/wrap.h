// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Text in lines of a given width.
#ifndef CHAINMAIL_SPAM_SCORE_WRAP_H
#define CHAINMAIL_SPAM_SCORE_WRAP_H

#include <string>
#include <string_view>

namespace chainmail::spam_score {

struct WrapStyle {
    std::string_view first;     ///< in front of the first line
    std::string_view prefix;    ///< in front of all others
    std::size_t width = 75;     ///< columns; a TAB counts as eight
    bool may_overflow = false;  ///< a word is begun as long as the line is not full
    bool behind_commas = false; ///< a line may end behind a comma, too
};

/// Lines separated by "\n". A word that is too long has a line of its own.
std::string wrap(std::string_view text, const WrapStyle& style);

} // namespace chainmail::spam_score

#endif
