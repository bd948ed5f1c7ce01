// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Small steps of hand-written scanners: what a regular expression would say as \w, \b,
// \s*, written out. Positions are offsets; "nothing found" is std::string_view::npos.
#ifndef CHAINMAIL_SPAM_SCORE_SCAN_H
#define CHAINMAIL_SPAM_SCORE_SCAN_H

#include "base/text.h"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

constexpr auto npos = std::string_view::npos;

/// Letters, digits and underscore, ASCII only.
constexpr bool is_word(char c)
{
    return text::is_alnum(c) || c == '_';
}

constexpr bool is_hex(char c)
{
    return text::hex_value(c) >= 0;
}

/// Whether a word begins or ends between `at - 1` and `at`.
constexpr bool is_word_edge(std::string_view s, std::size_t at)
{
    const bool before = at > 0 && is_word(s[at - 1]);
    const bool behind = at < s.size() && is_word(s[at]);
    return before != behind;
}

/// The first offset >= `at` that is not white space.
constexpr std::size_t skip_space(std::string_view s, std::size_t at)
{
    while (at < s.size() && text::is_space(s[at]))
        ++at;
    return at;
}

/// The first offset >= `at` whose byte `in_run` refuses.
template <typename InRun>
constexpr std::size_t skip_while(std::string_view s, std::size_t at, InRun in_run)
{
    while (at < s.size() && in_run(s[at]))
        ++at;
    return at;
}

inline bool is_one_of(std::string_view s, std::initializer_list<std::string_view> list)
{
    return std::find(list.begin(), list.end(), s) != list.end();
}

/// Where `word` stands next, case ignored.
inline std::size_t
find_ignore_case(std::string_view s, std::string_view word, std::size_t from = 0)
{
    const char lower = text::to_lower(word.front());
    const char upper = text::is_lower(lower) ? static_cast<char>(lower - 0x20) : lower;
    for (std::size_t at = from; at + word.size() <= s.size(); ++at) {
        if ((s[at] == lower || s[at] == upper) &&
            text::starts_with_ignore_case(s.substr(at), word))
            return at;
    }
    return npos;
}

inline bool contains_ignore_case(std::string_view s, std::string_view word)
{
    return find_ignore_case(s, word) != npos;
}

inline bool ends_with_ignore_case(std::string_view s, std::string_view end)
{
    return s.size() >= end.size() &&
           text::equal_ignore_case(s.substr(s.size() - end.size()), end);
}

/// Replaces every occurrence.
std::string replace_all(std::string_view s, std::string_view what, std::string_view by);

/// What stands between white space.
std::vector<std::string_view> split_words(std::string_view s);
bool has_word(std::string_view words, std::string_view word);

/// Without `c` everywhere.
std::string without(std::string_view s, char c);

/// The lines of `s`, each with its line end; the last may have none.
template <typename Take>
void each_line(std::string_view s, Take take)
{
    while (!s.empty()) {
        const auto end = s.find('\n');
        const auto length = end == npos ? s.size() : end + 1;
        take(s.substr(0, length));
        s.remove_prefix(length);
    }
}

} // namespace chainmail::spam_score

#endif
