// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A regular expression as a tree, as far as it says which bytes a match consists of:
// letters of both cases and flags resolved, what only looks around left out. For
// finding out cheaply where a pattern cannot match, not for matching.
#ifndef CHAINMAIL_SPAM_SCORE_PATTERN_TREE_H
#define CHAINMAIL_SPAM_SCORE_PATTERN_TREE_H

#include <bitset>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

using ByteSet = std::bitset<256>;

constexpr std::size_t no_end = static_cast<std::size_t>(-1);

/// no_end stays no_end, and what would be more than it can hold becomes it.
std::size_t add_lengths(std::size_t a, std::size_t b);

struct PatternNode {
    enum class Kind {
        nothing,  ///< takes no text; also what looks around: it is not judged
        byte,     ///< one of `bytes`
        sequence, ///< all of `parts`, one behind the other
        choice,   ///< one of `parts`
        repeat,   ///< `parts.front()` from `least` to `most` times
    };
    Kind kind = Kind::nothing;
    ByteSet bytes;
    std::size_t least = 1;
    std::size_t most = 1; ///< no_end: any number
    std::vector<PatternNode> parts;
    std::size_t shortest = 0; ///< bytes that it takes
    std::size_t longest = 0;  ///< no_end: any number
};

/// `pattern` in Perl's spelling, flags as (?i) in front. Every text that it matches is
/// one that the tree describes; a back-reference is any bytes. Nothing when the pattern
/// holds what is not understood for sure (/x, conditions, recursion, verbs) or nests
/// deeper than 100.
std::optional<PatternNode> parse_pattern(std::string_view pattern);

} // namespace chainmail::spam_score

#endif
