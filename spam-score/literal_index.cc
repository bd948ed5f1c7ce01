// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "literal_index.h"

#include "base/text.h"

#include <algorithm>
#include <cstring>

namespace chainmail::spam_score {

namespace {

// Letters of both cases come out the same, as do a few other bytes.
std::uint32_t folded_start(const char* text)
{
    std::uint32_t bytes = 0;
    std::memcpy(&bytes, text, sizeof bytes);
    return bytes | 0x20202020U;
}

} // namespace

LiteralChoice LiteralIndex::add(const std::vector<std::string>& literals)
{
    LiteralChoice choice;
    for (const auto& literal : literals) {
        const auto [known, is_new] =
            numbers_.emplace(literal, static_cast<std::uint32_t>(literals_.size()));
        choice.push_back(known->second);
        if (!is_new) continue;
        literals_.push_back(literal);
        const auto start = folded_start(literal.data());
        const auto bucket = bucket_of(start);
        buckets_[bucket].push_back({start, known->second});
        occupied_[bucket / 64] |= std::uint64_t{1} << (bucket % 64);
    }
    return choice;
}

template <typename Take>
void LiteralIndex::each_in(std::string_view text, Take take) const
{
    for (std::size_t at = 0; at + shortest_literal <= text.size(); ++at) {
        const auto start = folded_start(text.data() + at);
        const auto bucket = bucket_of(start);
        if ((occupied_[bucket / 64] >> (bucket % 64) & 1U) == 0) continue;
        for (const auto& entry : buckets_[bucket])
            if (entry.start == start && text::starts_with_ignore_case(
                                            text.substr(at), literals_[entry.literal]))
                take(entry.literal);
    }
}

void LiteralIndex::find(std::string_view text,
                        std::vector<std::uint32_t>& numbers) const
{
    each_in(text, [&](std::uint32_t literal) { numbers.push_back(literal); });
}

void LiteralIndex::mark(std::string_view text, std::vector<bool>& found) const
{
    each_in(text, [&](std::uint32_t literal) { found[literal] = true; });
}

LiteralPlaces::LiteralPlaces(const LiteralIndex& index,
                             const std::vector<std::string_view>& texts)
    : texts_(index.size())
{
    std::vector<std::uint32_t> literals;
    for (std::uint32_t text = 0; text < texts.size(); ++text) {
        literals.clear();
        index.find(texts[text], literals);
        for (const auto literal : literals) {
            auto& places = texts_[literal];
            if (places.empty() || places.back() != text) places.push_back(text);
        }
    }
}

const std::vector<std::uint32_t>& LiteralPlaces::texts_with(const LiteralChoice& choice)
{
    joined_.clear();
    for (const auto literal : choice)
        joined_.insert(joined_.end(), texts_[literal].begin(), texts_[literal].end());
    std::sort(joined_.begin(), joined_.end());
    joined_.erase(std::unique(joined_.begin(), joined_.end()), joined_.end());
    return joined_;
}

} // namespace chainmail::spam_score
