// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Which of many rules may match in a text, in one pass over it: those whose needed
// factors it holds.
#ifndef CHAINMAIL_SPAM_SCORE_FACTOR_INDEX_H
#define CHAINMAIL_SPAM_SCORE_FACTOR_INDEX_H

#include "byte_kinds.h"
#include "needed_factors.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

/// Where in a text a match may begin: from `first` up to and with `last`.
struct Window {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
};

/// What a pass needs to write to; used again and again, for any index.
class FactorMarks {
public:
    /// Behind find(): replaces `windows` with those in which the rule's matches begin,
    /// in order, none beside the next. False when they may begin anywhere.
    bool windows_of(std::uint32_t rule, std::vector<Window>& windows) const;

private:
    friend class FactorIndex;
    struct Mark {
        std::uint32_t pass = 0; ///< the last in which the rule's factors were seen
        std::uint32_t places = 0;
        std::uint32_t windows = 0;
        std::uint32_t older = 0; ///< in seen_, the one before the newest
        Window newest;
    };
    struct Seen {
        Window window;
        std::uint32_t older; ///< of the same rule, in seen_
    };
    void begin(std::size_t rules);
    // Beside the newest one it only grows: a text that repeats a factor makes no more.
    void see(Mark& mark, Window window)
    {
        const bool is_beside = window.first <= mark.newest.last + 1 &&
                               mark.newest.first <= window.last + 1;
        if (mark.windows == 0 || !is_beside)
            add(mark, window);
        else
            widen(mark.newest, window);
    }
    void add(Mark& mark, Window window);
    static void widen(Window& window, Window other)
    {
        window.first = std::min(window.first, other.first);
        window.last = std::max(window.last, other.last);
    }

    std::vector<Mark> marks_;
    std::vector<Seen> seen_;
    std::uint32_t pass_ = 0;
};

class FactorIndex {
public:
    /// `rule` is a number of the caller's, not too large; once for each. A rule of
    /// which nothing is known is found in every text.
    void add(std::uint32_t rule, const NeededFactors& needed);
    /// Behind the last add(), before the first find().
    void finish();

    /// False when a pass costs more than running the few rules: find() need not be
    /// asked then.
    bool reads_text() const { return is_worth_it_; }

    /// Replaces what `rules` holds with the rules whose factors `text` holds, each
    /// once, in no order. Some more may be among them.
    void find(const KindText& text,
              FactorMarks& marks,
              std::vector<std::uint32_t>& rules) const;

    /// Replaces `windows` with the places where a factor begins.
    void find_windows(const KindText& text, std::vector<Window>& windows) const;

private:
    struct Wanted {
        std::uint32_t rule;
        std::uint32_t least;
        std::uint32_t least_before; ///< bytes from the begin of a match
        std::uint32_t most_before;
    };
    // Rules by factor, and for factors that are looked for one by one what they are:
    // the kinds in the order in which they are looked at.
    struct Entry {
        std::array<std::uint64_t, longest_factor> kinds{};
        std::array<std::uint8_t, longest_factor> offsets{};
        std::uint32_t length = 0;
        std::uint32_t anchor = 0; ///< the place by which it is looked for
        std::uint32_t unseen = 0; ///< in kinds, the first that is not known then
        std::uint32_t wanted = 0; ///< the first in wanted_
        std::uint32_t bytes = 0;  ///< in bytes_, when there are vague places
        std::uint32_t vague = 0;  ///< places, one bit each, see is_vague()
    };
    using Bytes = std::array<ByteSet, longest_factor>;
    // 64 factors that are looked for at once: by place, from each one's rare place on,
    // and kind one bit for each.
    struct Block {
        std::array<std::array<std::uint64_t, kind_count>, longest_factor> fits{};
        std::uint64_t rare_kinds = 0; ///< a text without them has none of the factors
        std::uint32_t first = 0;      ///< the entry of the lowest bit
    };
    struct Unfactored {
        std::uint32_t rule;
        std::uint32_t shortest; ///< text that it can match
        std::uint64_t kinds;    ///< one of them has to be there
    };

    static Entry make_entry(const std::vector<std::uint64_t>& factor, std::size_t from);
    static std::uint32_t slot_of(std::uint32_t code, unsigned shift)
    {
        return code * 2654435761U >> shift;
    }
    void add_blocks();
    void add_to_block(const std::vector<std::uint64_t>& factor, std::uint32_t entry);
    template <typename Take>
    void each_place(const KindText& text, Take take) const;
    template <typename Take>
    void each_place_by_hash(const KindText& text, Take take) const;
    template <typename Take>
    void each_place_of(const Block& block, const KindText& text, Take take) const;

    // What most of the texts that have the anchor do not have: a byte of these kinds so
    // far behind the anchor's last.
    struct Place {
        std::uint64_t kinds;
        std::uint32_t entry;
        std::int32_t offset;
    };
    struct Known {
        std::size_t anchor;
        std::vector<Wanted> wanted;
        Bytes bytes; ///< of all factors of these kinds
    };
    bool fits_at(const Entry& entry, const KindText& text, std::size_t begin) const;
    bool has_bytes(const Entry& entry, const char* at) const;
    void add_entry(Entry entry,
                   const std::vector<std::uint64_t>& factor,
                   const Known& known);
    std::map<std::vector<std::uint64_t>, Known> known_; ///< until finish()
    std::vector<Unfactored> unfactored_;
    std::vector<Entry> entries_;
    std::vector<Bytes> bytes_;
    /// Of factors with many spellings, whose hashes would fill the cache.
    std::vector<Block> blocks_;
    std::vector<Wanted> wanted_; ///< entry by entry
    std::size_t rules_ = 0;
    bool is_worth_it_ = false;
    /// The others. By the hash of the kinds of three bytes, one bit a slot; the entries
    /// of a slot are places_[starts_[slot]] to places_[starts_[slot + 1]].
    unsigned shift_ = 31;
    std::vector<std::uint64_t> occupied_;
    std::vector<std::uint32_t> starts_;
    std::vector<Place> places_;
};

} // namespace chainmail::spam_score

#endif
