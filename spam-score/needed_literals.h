// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What a text must contain for a pattern to match: most rules are told from most mail
// by a word alone, without running their pattern.
#ifndef CHAINMAIL_SPAM_SCORE_NEEDED_LITERALS_H
#define CHAINMAIL_SPAM_SCORE_NEEDED_LITERALS_H

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

/// A shorter literal says too little.
constexpr std::size_t shortest_literal = 4;

/// Lower-case ASCII literals of at least `shortest_literal` bytes; every text that
/// `pattern` (Perl's spelling, flags as (?i) in front) matches contains one of them
/// when ASCII case is ignored. Empty: nothing is known. What is not understood for sure
/// (/x, conditions, recursion, verbs) gives nothing.
std::vector<std::string> needed_literals(std::string_view pattern);

} // namespace chainmail::spam_score

#endif
