// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "word_runs.h"

#include "scan.h"

#include <algorithm>
#include <vector>

namespace chainmail::spam_score {

namespace {

constexpr std::size_t longest_run = 7;

// A character of a word as an obfuscator would cut it: no space, no ASCII punctuation.
bool is_wordy(std::uint32_t code, bool wide)
{
    if (is_white(code, wide)) return false;
    return code < 0x21 || code > 0x7E || text::is_alnum(static_cast<char>(code));
}

// The last (first) eight characters, enough to see a run of seven and what is beside
// it.
std::vector<std::uint32_t> last_characters(std::string_view s, std::size_t count)
{
    std::size_t at = s.size();
    for (std::size_t n = 0; n < count && at > 0; ++n) {
        --at;
        while (at > 0 && (static_cast<unsigned char>(s[at]) & 0xC0U) == 0x80U)
            --at;
    }
    std::vector<std::uint32_t> codes;
    while (at < s.size()) {
        const auto [code, length] = character_at(s, at);
        codes.push_back(code);
        at += length;
    }
    return codes;
}

std::vector<std::uint32_t> first_characters(std::string_view s, std::size_t count)
{
    std::vector<std::uint32_t> codes;
    for (std::size_t at = 0; at < s.size() && codes.size() < count;) {
        const auto [code, length] = character_at(s, at);
        codes.push_back(code);
        at += length;
    }
    return codes;
}

} // namespace

bool cuts_word(const Characters& before, const Characters& behind)
{
    const auto first = first_characters(behind.utf8, 1);
    const auto last = last_characters(before.utf8, 1);
    return !first.empty() && !last.empty() && is_wordy(first.front(), behind.wide) &&
           is_wordy(last.back(), before.wide);
}

std::size_t run_at_end(const Characters& s)
{
    const auto codes = last_characters(s.utf8, longest_run + 1);
    const auto word = [&](std::size_t i) {
        return i < codes.size() && is_word_character(codes[i], s.wide);
    };
    const std::size_t first =
        codes.size() > longest_run ? codes.size() - longest_run : 0;
    for (std::size_t i = first; i < codes.size(); ++i) {
        const bool edge = (i > 0 && word(i - 1)) != word(i);
        const bool all =
            std::all_of(codes.begin() + static_cast<std::ptrdiff_t>(i),
                        codes.end(),
                        [&](std::uint32_t code) { return is_wordy(code, s.wide); });
        if (edge && all) return codes.size() - i;
    }
    return 0;
}

std::size_t run_at_start(const Characters& s)
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
