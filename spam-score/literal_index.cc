// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "literal_index.h"

#include "base/text.h"

#include <cstring>

namespace chainmail::spam_score {

namespace {

std::uint32_t first_four(const char* text)
{
    std::uint32_t bytes = 0;
    std::memcpy(&bytes, text, sizeof bytes);
    return bytes;
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
        const auto start = first_four(literal.data());
        const auto bucket = bucket_of(start);
        buckets_[bucket].push_back({start, known->second});
        occupied_[bucket / 64] |= std::uint64_t{1} << (bucket % 64);
    }
    return choice;
}

void LiteralIndex::mark(std::string_view text, std::vector<bool>& found) const
{
    const std::string lower = text::lower(text);
    const std::string_view all = lower;
    for (std::size_t at = 0; at + shortest_literal <= all.size(); ++at) {
        const auto start = first_four(all.data() + at);
        const auto bucket = bucket_of(start);
        if ((occupied_[bucket / 64] >> (bucket % 64) & 1U) == 0) continue;
        for (const auto& entry : buckets_[bucket])
            if (entry.start == start && !found[entry.literal] &&
                all.substr(at).starts_with(literals_[entry.literal]))
                found[entry.literal] = true;
    }
}

} // namespace chainmail::spam_score
