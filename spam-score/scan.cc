// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "scan.h"

#include <algorithm>

namespace chainmail::spam_score {

std::string replace_all(std::string_view s, std::string_view what, std::string_view by)
{
    std::string out;
    out.reserve(s.size());
    for (std::size_t at = 0;;) {
        const auto next = s.find(what, at);
        out += s.substr(at, next - at);
        if (next == npos) return out;
        out += by;
        at = next + what.size();
    }
}

bool has_word(std::string_view words, std::string_view word)
{
    const auto all = split_words(words);
    return std::find(all.begin(), all.end(), word) != all.end();
}

std::vector<std::string_view> split_words(std::string_view s)
{
    std::vector<std::string_view> out;
    for (std::size_t at = skip_space(s, 0); at < s.size(); at = skip_space(s, at)) {
        const auto end = skip_while(s, at, [](char c) { return !text::is_space(c); });
        out.push_back(s.substr(at, end - at));
        at = end;
    }
    return out;
}

std::string without(std::string_view s, char c)
{
    std::string out(s);
    std::erase(out, c);
    return out;
}

} // namespace chainmail::spam_score
