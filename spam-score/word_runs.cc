// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "word_runs.h"

#include "characters.h"
#include "scan.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace chainmail::spam_score {

namespace {

constexpr std::size_t longest_run = 7;

// A character of a word as an obfuscator would cut it: no space, no ASCII punctuation.
bool is_wordy(std::uint32_t code, bool wide)
{
    if (is_white(code, wide)) return false;
    return code < 0x21 || code > 0x7E || text::is_alnum(static_cast<char>(code));
}

// A run of seven and what is beside it.
class Codes {
public:
    void add(std::uint32_t code) { codes_[size_++] = code; }
    bool is_full() const { return size_ == codes_.size(); }
    std::size_t size() const { return size_; }
    std::uint32_t operator[](std::size_t i) const { return codes_[i]; }
    const std::uint32_t* begin() const { return codes_.data(); }
    const std::uint32_t* end() const { return codes_.data() + size_; }

private:
    std::array<std::uint32_t, longest_run + 1> codes_{};
    std::size_t size_ = 0;
};

Codes last_characters(std::string_view s, std::size_t count)
{
    std::size_t at = s.size();
    for (std::size_t n = 0; n < count && at > 0; ++n) {
        --at;
        while (at > 0 && (static_cast<unsigned char>(s[at]) & 0xC0U) == 0x80U)
            --at;
    }
    Codes codes;
    while (at < s.size() && !codes.is_full()) {
        const auto [code, length] = character_at(s, at);
        codes.add(code);
        at += length;
    }
    return codes;
}

Codes first_characters(std::string_view s, std::size_t count)
{
    Codes codes;
    for (std::size_t at = 0; at < s.size() && codes.size() < count;) {
        const auto [code, length] = character_at(s, at);
        codes.add(code);
        at += length;
    }
    return codes;
}

} // namespace

bool cuts_word(const WordText& before, const WordText& behind)
{
    const auto first = first_characters(behind.utf8, 1);
    const auto last = last_characters(before.utf8, 1);
    return first.size() > 0 && last.size() > 0 && is_wordy(first[0], behind.wide) &&
           is_wordy(last[last.size() - 1], before.wide);
}

std::size_t run_at_end(const WordText& s)
{
    const auto codes = last_characters(s.utf8, longest_run + 1);
    const auto word = [&](std::size_t i) {
        return i < codes.size() && is_word_character(codes[i], s.wide);
    };
    const std::size_t first =
        codes.size() > longest_run ? codes.size() - longest_run : 0;
    for (std::size_t i = first; i < codes.size(); ++i) {
        const bool edge = (i > 0 && word(i - 1)) != word(i);
        if (!edge) continue;
        const bool all =
            std::all_of(codes.begin() + i, codes.end(), [&](std::uint32_t code) {
                return is_wordy(code, s.wide);
            });
        if (all) return codes.size() - i;
    }
    return 0;
}

std::size_t run_at_start(const WordText& s)
{
    const auto codes = first_characters(s.utf8, longest_run + 1);
    const auto word = [&](std::size_t i) {
        return i < codes.size() && is_word_character(codes[i], s.wide);
    };
    std::size_t run = 0;
    while (run < codes.size() && run < longest_run && is_wordy(codes[run], s.wide))
        ++run;
    while (run > 0 && word(run - 1) == word(run))
        --run;
    return run;
}

} // namespace chainmail::spam_score
