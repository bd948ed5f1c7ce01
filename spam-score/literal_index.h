// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Which of many literals occur in a text, in one pass over it.
#ifndef CHAINMAIL_SPAM_SCORE_LITERAL_INDEX_H
#define CHAINMAIL_SPAM_SCORE_LITERAL_INDEX_H

#include "needed_literals.h"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

/// Numbers of literals; several of which one has to be there.
using LiteralChoice = std::vector<std::uint32_t>;

class LiteralIndex {
public:
    /// Takes literals as needed_literals() gives them.
    LiteralChoice add(const std::vector<std::string>& literals);

    std::size_t size() const { return literals_.size(); }

    /// Appends the numbers of the literals that occur in `text`, whatever its case;
    /// some more than once.
    void find(std::string_view text, std::vector<std::uint32_t>& numbers) const;

    /// Marks in `found` (size() flags) the literals that occur in `text`, whatever its
    /// case. Flags that are set stay set.
    void mark(std::string_view text, std::vector<bool>& found) const;

private:
    struct Entry {
        std::uint32_t start; ///< the first four bytes, folded
        std::uint32_t literal;
    };
    static std::size_t bucket_of(std::uint32_t start)
    {
        return start * 2654435761U >> 16U;
    }
    template <typename Take>
    void each_in(std::string_view text, Take take) const;

    std::vector<std::string> literals_;
    std::map<std::string, std::uint32_t, std::less<>> numbers_;
    /// By the hash of a literal's first four bytes: nearly all places of a text meet an
    /// empty one. 65,536 buckets.
    std::vector<std::vector<Entry>> buckets_ = std::vector<std::vector<Entry>>(65536);
    std::array<std::uint64_t, 1024> occupied_{}; ///< one bit a bucket: fits the cache
};

/// Which literals occur in which of several texts.
class LiteralPlaces {
public:
    LiteralPlaces(const LiteralIndex& index,
                  const std::vector<std::string_view>& texts);

    /// The numbers of the texts in which one of `choice` occurs, ascending. Valid until
    /// the next call.
    const std::vector<std::uint32_t>& texts_with(const LiteralChoice& choice);

private:
    std::vector<std::vector<std::uint32_t>> texts_; ///< by literal
    std::vector<std::uint32_t> joined_;
};

} // namespace chainmail::spam_score

#endif
