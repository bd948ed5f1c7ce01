// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "by_category.h"

#include "base/text.h"

namespace chainmail::policy {

std::optional<Category> parse_category(std::string_view key)
{
    const auto comma = key.find(',');
    const auto major = text::to_number(key.substr(0, comma));
    const auto minor = comma == key.npos ? std::optional<std::uint64_t>(0)
                                         : text::to_number(key.substr(comma + 1));
    constexpr std::uint64_t most_minor = 99;
    if (!major || *major > static_cast<std::uint64_t>(Major::virus)) return {};
    if (!minor || *minor > most_minor) return {};
    return Category{static_cast<Major>(*major), static_cast<int>(*minor)};
}

const Maps* ByCategory::find(const Category& category) const
{
    const auto found = maps_.find(category);
    return found == maps_.end() ? nullptr : &found->second;
}

const Maps* ByCategory::first(std::span<const Category> categories) const
{
    for (const auto& category : categories)
        if (const auto* maps = find(category)) return maps;
    return find(catch_all);
}

Result<ByCategory>
ByCategory::read(TableReader& reader, const View& view, std::string_view name)
{
    ByCategory all;
    for (const auto& [key, value] : view.hash(name)) {
        const auto category = parse_category(key);
        if (!category) continue;
        auto maps = reader.maps_of(view, value, name);
        if (!maps) return maps.error();
        all.set(*category, std::move(*maps));
    }
    return all;
}

} // namespace chainmail::policy
