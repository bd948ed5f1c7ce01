// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "wrap.h"

#include "scan.h"

#include <algorithm>
#include <vector>

namespace chainmail::spam_score {

namespace {

// White space is a piece of its own, but a part of the word before it where lines may
// end behind commas.
std::vector<std::string_view> pieces_of(std::string_view text, bool behind_commas)
{
    std::vector<std::string_view> pieces;
    while (!text.empty()) {
        std::size_t end = 0;
        if (behind_commas) {
            end = skip_while(
                text, 0, [](char c) { return !text::is_space(c) && c != ','; });
            end = std::min(end + 1, text.size());
        } else {
            end = skip_while(text, 0, [](char c) { return !text::is_space(c); });
            end = std::max<std::size_t>(end, 1);
        }
        pieces.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return pieces;
}

std::size_t columns(std::string_view s)
{
    const auto tabs = std::count(s.begin(), s.end(), '\t');
    return s.size() + 7 * static_cast<std::size_t>(tabs);
}

std::string without_end_space(std::string line)
{
    while (!line.empty() && text::is_space(line.back()))
        line.pop_back();
    return line;
}

} // namespace

std::string wrap(std::string_view text, const WrapStyle& style)
{
    std::string out;
    std::string line(style.first);
    bool begun = false;
    for (const auto piece : pieces_of(text, style.behind_commas)) {
        std::size_t needed = columns(line);
        if (begun && !style.may_overflow) needed += columns(piece);
        if (needed > style.width && (begun || !line.empty())) {
            out += without_end_space(std::move(line)) + "\n";
            line = style.prefix;
        }
        line += piece;
        begun = true;
    }
    return out + line;
}

} // namespace chainmail::spam_score
