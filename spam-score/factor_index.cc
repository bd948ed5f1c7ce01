// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "factor_index.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace chainmail::spam_score {

namespace {

constexpr std::uint32_t code_mask = (1U << 3 * kind_bits) - 1;

// A sparse index is one that is mostly passed over; a small one stays in the cache.
constexpr std::size_t slots_for_code = 8;
constexpr unsigned least_slot_bits = 10;
constexpr unsigned most_slot_bits = 19;

// A pass over a text takes about as long as matching so many patterns.
constexpr std::size_t few_rules = 2;

// find() looks at the kinds of a whole factor at once, an anchor is the shortest one.
static_assert(longest_factor == 8 && longest_factor <= look_ahead);
static_assert(shortest_factor == 3);

// A factor with more spellings of its anchor is looked for in blocks.
constexpr std::size_t most_codes = 48;

// In order, and those that touch are one.
void join(std::vector<Window>& windows)
{
    if (windows.empty()) return;
    std::sort(windows.begin(), windows.end(), [](const Window& a, const Window& b) {
        return a.first < b.first;
    });
    std::size_t kept = 0;
    for (const auto& window : windows) {
        if (window.first <= windows[kept].last + 1)
            windows[kept].last = std::max(windows[kept].last, window.last);
        else
            windows[++kept] = window;
    }
    windows.resize(kept + 1);
}

std::uint32_t small(std::size_t number)
{
    return static_cast<std::uint32_t>(
        std::min<std::size_t>(number, static_cast<std::uint32_t>(-1)));
}

std::size_t code_count(const std::uint64_t* anchor)
{
    std::size_t count = 1;
    for (std::size_t i = 0; i < shortest_factor; ++i)
        count *= static_cast<std::size_t>(std::popcount(anchor[i]));
    return count;
}

// The three bytes of a factor that stand together least often.
std::size_t best_anchor(const Factor& factor)
{
    std::size_t best = 0;
    double least = 2;
    for (std::size_t at = 0; at + 3 <= factor.size(); ++at) {
        const double likely = likelihood(factor[at]) *
                              likelihood_behind(factor[at], factor[at + 1]) *
                              likelihood_behind(factor[at + 1], factor[at + 2]);
        if (likely >= least) continue;
        least = likely;
        best = at;
    }
    return best;
}

// Whether 8-bit bytes that are not in `bytes` are of the same kinds: of a text in UTF-8
// nearly all would be.
bool is_vague(std::uint64_t kinds, const ByteSet& bytes)
{
    return ((bytes_of(kinds) ^ bytes) >> 0x80).any();
}

template <typename Take>
void each_kind(std::uint64_t kinds, Take take)
{
    for (; kinds != 0; kinds &= kinds - 1)
        take(static_cast<std::uint32_t>(std::countr_zero(kinds)));
}

template <typename Take>
void each_code(const std::uint64_t* anchor, Take take)
{
    each_kind(anchor[0], [&](std::uint32_t a) {
        each_kind(anchor[1], [&](std::uint32_t b) {
            each_kind(anchor[2], [&](std::uint32_t c) {
                take((a << kind_bits | b) << kind_bits | c);
            });
        });
    });
}

} // namespace

void FactorMarks::begin(std::size_t rules)
{
    if (marks_.size() < rules) marks_.resize(rules);
    seen_.clear();
    if (++pass_ != 0) return;
    std::fill(marks_.begin(), marks_.end(), Mark{});
    pass_ = 1;
}

// The last of many grows as well.
void FactorMarks::add(Mark& mark, Window window)
{
    constexpr std::uint32_t most_windows = 64;
    if (mark.windows == most_windows) return widen(mark.newest, window);
    if (mark.windows > 0) {
        seen_.push_back({mark.newest, mark.older});
        mark.older = static_cast<std::uint32_t>(seen_.size() - 1);
    }
    mark.newest = window;
    ++mark.windows;
}

bool FactorMarks::windows_of(std::uint32_t rule, std::vector<Window>& windows) const
{
    windows.clear();
    if (rule >= marks_.size()) return false;
    const Mark& mark = marks_[rule];
    if (mark.pass != pass_ || mark.windows == 0) return false;
    windows.push_back(mark.newest);
    auto at = mark.older;
    for (std::uint32_t i = 1; i < mark.windows; ++i, at = seen_[at].older)
        windows.push_back(seen_[at].window);
    if (windows.size() > 1) join(windows);
    return true;
}

void FactorIndex::add(std::uint32_t rule, const NeededFactors& needed)
{
    rules_ = std::max<std::size_t>(rules_, rule + 1);
    if (needed.any.empty())
        unfactored_.push_back({rule, small(needed.shortest), kinds_of(needed.one_of)});
    for (std::size_t i = 0; i < needed.any.size(); ++i) {
        std::vector<std::uint64_t> key;
        for (const auto& bytes : needed.any[i])
            key.push_back(kinds_of(bytes));
        auto& known = known_[std::move(key)];
        known.anchor = best_anchor(needed.any[i]);
        for (std::size_t at = 0; at < needed.any[i].size(); ++at)
            known.bytes[at] |= needed.any[i][at];
        const Wanted wanted{rule,
                            small(needed.least),
                            small(needed.after[i].least),
                            small(needed.after[i].most)};
        if (known.wanted.empty() || known.wanted.back().rule != rule) {
            known.wanted.push_back(wanted);
            continue;
        }
        auto& other = known.wanted.back();
        other.least_before = std::min(other.least_before, wanted.least_before);
        other.most_before = std::max(other.most_before, wanted.most_before);
    }
}

// Its kinds from the place `from` on and then those before it.
FactorIndex::Entry FactorIndex::make_entry(const std::vector<std::uint64_t>& factor,
                                           std::size_t from)
{
    Entry entry;
    entry.length = static_cast<std::uint32_t>(factor.size());
    for (std::size_t i = 0; i < factor.size(); ++i) {
        const auto offset = (from + i) % factor.size();
        entry.offsets[i] = static_cast<std::uint8_t>(offset);
        entry.kinds[i] = factor[offset];
    }
    return entry;
}

// The place whose bytes are the least likely.
std::uint32_t rare_place(const std::array<ByteSet, longest_factor>& bytes,
                         std::size_t size)
{
    std::size_t rare = 0;
    for (std::size_t i = 1; i < size; ++i)
        if (likelihood(bytes[i]) < likelihood(bytes[rare])) rare = i;
    return static_cast<std::uint32_t>(rare);
}

// Factors whose rare places are alike share a block, which most texts then need not be
// looked through for.
void FactorIndex::add_blocks()
{
    struct Candidate {
        double likely;
        std::uint64_t kinds;
        std::uint32_t rare;
        const std::pair<const std::vector<std::uint64_t>, Known>* known;
    };
    std::vector<Candidate> candidates;
    for (const auto& pair : known_) {
        const auto& [factor, known] = pair;
        if (code_count(&factor[known.anchor]) <= most_codes) continue;
        const auto rare = rare_place(known.bytes, factor.size());
        candidates.push_back(
            {likelihood(known.bytes[rare]), factor[rare], rare, &pair});
    }
    std::stable_sort(
        candidates.begin(),
        candidates.end(),
        [](const Candidate& a, const Candidate& b) { return a.likely < b.likely; });
    for (const auto& candidate : candidates) {
        const auto& [factor, known] = *candidate.known;
        // The block looks from the rare place on, what stands before it is left.
        Entry entry = make_entry(factor, candidate.rare);
        entry.anchor = candidate.rare;
        entry.unseen = entry.length - candidate.rare;
        add_entry(entry, factor, known);
        add_to_block(factor, static_cast<std::uint32_t>(entries_.size() - 1));
    }
}

void FactorIndex::add_to_block(const std::vector<std::uint64_t>& factor,
                               std::uint32_t entry)
{
    if (blocks_.empty() || entry - blocks_.back().first >= 64) {
        blocks_.emplace_back();
        blocks_.back().first = entry;
    }
    Block& block = blocks_.back();
    const std::size_t rare = entries_[entry].anchor;
    const auto bit = std::uint64_t{1} << (entry - block.first);
    for (std::size_t i = 0; i < longest_factor; ++i)
        for (std::size_t kind = 0; kind < kind_count; ++kind)
            if (rare + i >= factor.size() || (factor[rare + i] >> kind & 1U) != 0)
                block.fits[i][kind] |= bit;
    block.rare_kinds |= factor[rare];
}

void FactorIndex::add_entry(Entry entry,
                            const std::vector<std::uint64_t>& factor,
                            const Known& known)
{
    entry.wanted = static_cast<std::uint32_t>(wanted_.size());
    wanted_.insert(wanted_.end(), known.wanted.begin(), known.wanted.end());
    entry.bytes = static_cast<std::uint32_t>(bytes_.size());
    for (std::size_t i = 0; i < factor.size(); ++i)
        if (is_vague(factor[i], known.bytes[i])) entry.vague |= 1U << i;
    if (entry.vague != 0) bytes_.push_back(known.bytes);
    entries_.push_back(entry);
}

void FactorIndex::finish()
{
    add_blocks();
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs; // code, entry
    for (const auto& [factor, known] : known_) {
        const std::uint64_t* anchor = &factor[known.anchor];
        if (code_count(anchor) > most_codes) continue;
        const auto number = static_cast<std::uint32_t>(entries_.size());
        // Most of the texts that have the anchor's hash do not have what is behind it,
        // which each place says itself.
        Entry entry = make_entry(factor, known.anchor + shortest_factor);
        entry.anchor = static_cast<std::uint32_t>(known.anchor);
        entry.unseen = 1;
        add_entry(entry, factor, known);
        each_code(anchor,
                  [&](std::uint32_t code) { pairs.emplace_back(code, number); });
    }
    Entry end;
    end.wanted = static_cast<std::uint32_t>(wanted_.size());
    entries_.push_back(end);
    known_ = {};
    const auto unknown =
        std::count_if(unfactored_.begin(),
                      unfactored_.end(),
                      [](const Unfactored& rule) { return rule.kinds == 0; });
    is_worth_it_ = rules_ > static_cast<std::size_t>(unknown) + few_rules;
    const auto bits =
        std::clamp(static_cast<unsigned>(std::bit_width(pairs.size() * slots_for_code)),
                   least_slot_bits,
                   most_slot_bits);
    shift_ = 32 - bits;
    for (auto& [code, entry] : pairs)
        code = slot_of(code, shift_);
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    const auto slots = std::size_t{1} << bits;
    occupied_.assign(slots / 64, 0);
    starts_.assign(slots + 1, 0);
    for (const auto& [slot, number] : pairs) {
        occupied_[slot / 64] |= std::uint64_t{1} << (slot % 64);
        ++starts_[slot + 1];
        const Entry& entry = entries_[number];
        places_.push_back({entry.kinds[0],
                           number,
                           static_cast<std::int32_t>(entry.offsets[0]) -
                               static_cast<std::int32_t>(entry.anchor + 2)});
    }
    std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
}

// Takes each place where a factor begins, with its entry.
template <typename Take>
void FactorIndex::each_place(const KindText& text, Take take) const
{
    each_place_by_hash(text, take);
    for (const auto& block : blocks_)
        if ((block.rare_kinds & text.present()) != 0) each_place_of(block, text, take);
}

// Whether the factor stands there, of which the text has the kinds that are seen.
bool FactorIndex::fits_at(const Entry& entry,
                          const KindText& text,
                          std::size_t begin) const
{
    if (text.size() - begin < entry.length) return false;
    const std::uint8_t* const kinds = text.kinds() + begin;
    const std::uint64_t* const wanted = entry.kinds.data();
    const std::uint8_t* const offsets = entry.offsets.data();
    for (auto i = entry.unseen; i < entry.length; ++i)
        if ((wanted[i] >> kinds[offsets[i]] & 1U) == 0) return false;
    return entry.vague == 0 || has_bytes(entry, text.text().data() + begin);
}

bool FactorIndex::has_bytes(const Entry& entry, const char* at) const
{
    const ByteSet* const bytes = bytes_[entry.bytes].data();
    for (auto places = entry.vague; places != 0; places &= places - 1) {
        const auto i = std::countr_zero(places);
        if (!bytes[i][static_cast<unsigned char>(at[i])]) return false;
    }
    return true;
}

template <typename Take>
void FactorIndex::each_place_of(const Block& block,
                                const KindText& text,
                                Take take) const
{
    // Plain tables: a kind is always less than kind_count.
    std::array<const std::uint64_t*, longest_factor> fits{};
    for (std::size_t i = 0; i < longest_factor; ++i)
        fits[i] = block.fits[i].data();
    const std::size_t size = text.size();
    const std::uint8_t* kinds = text.kinds();
    const Entry* const entries = entries_.data() + block.first;
    for (std::size_t at = 0; at < size; ++at, ++kinds) {
        auto found = fits[0][kinds[0]];
        if (found == 0) continue;
        found &= fits[1][kinds[1]] & fits[2][kinds[2]] & fits[3][kinds[3]];
        if (found == 0) continue;
        found &= fits[4][kinds[4]] & fits[5][kinds[5]] & fits[6][kinds[6]] &
                 fits[7][kinds[7]];
        for (; found != 0; found &= found - 1) {
            const Entry& entry = entries[std::countr_zero(found)];
            if (at < entry.anchor) continue;
            const std::size_t begin = at - entry.anchor;
            if (fits_at(entry, text, begin)) take(entry, begin);
        }
    }
}

template <typename Take>
void FactorIndex::each_place_by_hash(const KindText& text, Take take) const
{
    const std::uint8_t* kinds = text.kinds();
    const std::size_t size = text.size();
    if (places_.empty() || size < shortest_factor) return;
    std::uint32_t code = std::uint32_t{kinds[0]} << kind_bits | kinds[1];
    const std::uint64_t* const occupied = occupied_.data();
    const unsigned shift = shift_;
    for (std::size_t at = 2; at < size; ++at) {
        code = (code << kind_bits | kinds[at]) & code_mask;
        const auto slot = slot_of(code, shift);
        const auto word = occupied[slot / 64];
        if ((word >> (slot % 64) & 1U) == 0) continue;
        const auto* const end = places_.data() + starts_[slot + 1];
        for (const auto* place = places_.data() + starts_[slot]; place < end; ++place) {
            const std::uint8_t beside = (kinds + at)[place->offset];
            if ((place->kinds >> beside & 1U) == 0) continue;
            const Entry& entry = entries_[place->entry];
            if (at < entry.anchor + 2) continue;
            const std::size_t begin = at - 2 - entry.anchor;
            if (fits_at(entry, text, begin)) take(entry, begin);
        }
    }
}

void FactorIndex::find(const KindText& text,
                       FactorMarks& marks,
                       std::vector<std::uint32_t>& rules) const
{
    rules.clear();
    for (const auto& [rule, shortest, kinds] : unfactored_)
        if (text.size() >= shortest && (kinds == 0 || (kinds & text.present()) != 0))
            rules.push_back(rule);
    marks.begin(rules_);
    const auto pass = marks.pass_;
    FactorMarks::Mark* const all_marks = marks.marks_.data();
    const Wanted* const all_wanted = wanted_.data();
    each_place(text, [&](const Entry& entry, std::size_t begin) {
        const auto place = static_cast<std::uint32_t>(begin);
        const Wanted* const end = all_wanted + (&entry + 1)->wanted;
        for (const auto* wanted = all_wanted + entry.wanted; wanted < end; ++wanted) {
            if (place < wanted->least_before) continue;
            auto& mark = all_marks[wanted->rule];
            if (mark.pass != pass) mark = {pass, 0, 0, 0, {}};
            if (++mark.places == wanted->least) rules.push_back(wanted->rule);
            marks.see(mark,
                      {place - std::min(place, wanted->most_before),
                       place - wanted->least_before});
        }
    });
}

void FactorIndex::find_windows(const KindText& text, std::vector<Window>& windows) const
{
    windows.clear();
    each_place(text, [&](const Entry&, std::size_t begin) {
        const auto place = static_cast<std::uint32_t>(begin);
        windows.push_back({place, place});
    });
    join(windows);
}

} // namespace chainmail::spam_score
