// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "config/complaint.h"

#include "base/text.h"

#include <algorithm>
#include <numeric>

namespace chainmail::config {

namespace {

constexpr std::size_t shown_bytes = 60;

/// How many single characters to insert, delete or replace (Levenshtein), in one row.
std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const bool same = text::to_lower(a[i]) == text::to_lower(b[j]);
            const std::size_t replaced = diagonal + (same ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
        }
    }
    return row[b.size()];
}

} // namespace

std::string message(const Origin& at,
                    std::string_view what,
                    std::string_view offending,
                    std::string_view advice)
{
    std::string out = text::cat(text(at), ": ", what);
    const auto line = text::trim(offending.substr(0, offending.find('\n')));
    if (!line.empty()) out += text::cat(": <", text::printable(line, shown_bytes), ">");
    if (!advice.empty()) out += text::cat("; ", advice);
    return out;
}

Error complain(const Origin& at,
               std::string_view what,
               std::string_view offending,
               std::string_view advice)
{
    return permanent(message(at, what, offending, advice));
}

std::string nearest(std::string_view name, const std::vector<std::string>& known)
{
    constexpr std::size_t longest = 64; // no setting's name is as long
    if (name.size() > longest) return {};
    std::string best;
    std::size_t least = name.size() / 3 + 1;
    for (const auto& candidate : known) {
        const auto changes = distance(name, candidate);
        if (changes >= least) continue;
        least = changes;
        best = candidate;
    }
    return best;
}

} // namespace chainmail::config
