// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "window_match.h"

#include <algorithm>

namespace chainmail::spam_score {

std::size_t count_in_windows(const Regex& regex,
                             std::string_view text,
                             const std::vector<Window>& windows,
                             std::size_t most,
                             MatchScratch& scratch,
                             Deadline& deadline)
{
    const auto given_up = scratch.limits_hit();
    std::size_t hits = 0;
    std::size_t from = 0;
    for (const auto& window : windows) {
        for (from = std::max<std::size_t>(from, window.first); from <= window.last;) {
            if (hits == most || deadline.is_over()) return hits;
            const auto found = regex.find_from(text, from, window.last, scratch);
            if (scratch.limits_hit() > given_up) return hits;
            if (!found) break;
            ++hits;
            from = found->end;
        }
    }
    return hits;
}

} // namespace chainmail::spam_score
