// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "part_index.h"

namespace chainmail::mime_split {

PartIndex::PartIndex(const std::vector<Found>& parts)
{
    for (const auto& part : parts)
        note(part);
    known_ = parts.size();
}

bool PartIndex::has_parts(std::string_view path) const
{
    return parents_.contains(std::string(path));
}

std::size_t PartIndex::level(std::string_view path) const
{
    std::size_t level = 1;
    for (auto dot = path.rfind('.'); dot != path.npos; dot = path.rfind('.')) {
        path = path.substr(0, dot);
        if (with_content_.contains(std::string(path))) ++level;
    }
    return level;
}

void PartIndex::add(const std::vector<Found>& parts, std::size_t container)
{
    with_content_.insert(parts[container].path);
    for (; known_ < parts.size(); ++known_)
        note(parts[known_]);
}

void PartIndex::note(const Found& part)
{
    if (const auto dot = part.path.rfind('.'); dot != part.path.npos)
        parents_.insert(part.path.substr(0, dot));
    // A leaf counts as soon as something turns out to be in it: see add().
    if (part.place != Place::nowhere) with_content_.insert(part.path);
}

} // namespace chainmail::mime_split
