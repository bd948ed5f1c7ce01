// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What a text must contain for a pattern to match: short runs of bytes, each of a class
// of bytes. Most rules are told from most mail by these alone, without running their
// pattern.
#ifndef CHAINMAIL_SPAM_SCORE_NEEDED_FACTORS_H
#define CHAINMAIL_SPAM_SCORE_NEEDED_FACTORS_H

#include "pattern_tree.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

constexpr std::size_t shortest_factor = 3;
constexpr std::size_t longest_factor = 8;

/// shortest_factor to longest_factor bytes, one of each class.
using Factor = std::vector<ByteSet>;

/// How many bytes of a match stand in front of something.
struct Distance {
    std::size_t least = 0;
    std::size_t most = 0; ///< no_end: any number
};

struct NeededFactors {
    std::vector<Factor> any;     ///< empty: nothing is known
    std::vector<Distance> after; ///< of each factor, where the match begins
    std::size_t least = 1;       ///< in so many places, no two of which begin together
    ByteSet one_of;           ///< without factors: one of these bytes; none: not known
    std::size_t shortest = 0; ///< bytes that a match takes

    /// The factors with which a match begins; empty when that can be nearly anywhere.
    std::vector<Factor> starts;
};

/// Every text that `pattern` (Perl's spelling, flags as (?i) in front) matches holds
/// `any` of the factors in `least` places, or `one_of` the bytes, and the match begins
/// with one of `starts`. Nothing for a pattern that is not understood for sure, or
/// whose factors most texts hold. `usual` is what nearly all of these texts contain:
/// finding that says nothing.
NeededFactors needed_factors(std::string_view pattern, std::string_view usual = {});

/// How likely a byte of mail is one of these, roughly; and behind one of `before`.
double likelihood(const ByteSet& bytes);
double likelihood_behind(const ByteSet& before, const ByteSet& bytes);

} // namespace chainmail::spam_score

#endif
