// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/delimiters.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::mail {

namespace {

std::string_view without_end_blanks(std::string_view s)
{
    while (!s.empty() && text::is_space(s.back()))
        s.remove_suffix(1);
    return s;
}

} // namespace

bool Delimiters::add(std::string_view boundary, std::size_t owner)
{
    return owners_.try_emplace(std::string(without_end_blanks(boundary)), owner).second;
}

void Delimiters::remove(std::string_view boundary, std::size_t owner)
{
    const auto found = owners_.find(without_end_blanks(boundary));
    if (found != owners_.end() && found->second == owner) owners_.erase(found);
}

std::optional<Delimiter> Delimiters::match(std::string_view line) const
{
    if (owners_.empty()) return {};
    line = without_end_blanks(line.substr(2));
    if (const auto found = owners_.find(line); found != owners_.end())
        return Delimiter{found->second, false, 0, 0};
    if (!line.ends_with("--")) return {};
    line.remove_suffix(2);
    if (const auto found = owners_.find(line); found != owners_.end())
        return Delimiter{found->second, true, 0, 0};
    return {};
}

std::optional<Delimiter> Delimiters::find_next(std::string_view text,
                                               std::size_t& from) const
{
    if (owners_.empty()) return {};
    while (from < text.size()) {
        const std::size_t end = std::min(text.find('\n', from), text.size() - 1) + 1;
        const auto line = text.substr(from, end - from);
        auto found = line.starts_with("--") ? match(line) : std::nullopt;
        if (found) {
            found->begin = from;
            found->end = end;
            return found;
        }
        from = end;
    }
    return {};
}

} // namespace chainmail::mail
