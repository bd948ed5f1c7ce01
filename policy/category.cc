// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "category.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::policy {

std::vector<Category> in_order(std::vector<Category> categories)
{
    for (std::size_t i = categories.size(); i-- > 0;)
        if (categories[i].minor != 0) categories.push_back({categories[i].major, 0});
    std::ranges::sort(categories, std::greater());
    const auto repeated = std::ranges::unique(categories);
    categories.erase(repeated.begin(), repeated.end());
    return categories;
}

std::string text(const Category& category)
{
    const int major = static_cast<int>(category.major);
    if (category.minor == 0) return std::to_string(major);
    return text::cat(major, ',', category.minor);
}

std::string join_names(const std::vector<std::string>& names)
{
    std::vector<std::string> once;
    for (const auto& name : names)
        if (std::ranges::find(once, name) == once.end()) once.push_back(name);
    return text::join(once, ", ");
}

std::string log_word(const Category& category, const std::vector<std::string>& viruses)
{
    switch (category.major) {
    case Major::catch_all:
    case Major::mta:
        break;
    case Major::clean:
        return "CLEAN";
    case Major::oversized:
        return "OVERSIZED";
    case Major::bad_header:
        return text::cat("BAD-HEADER-", category.minor);
    case Major::spammy:
        return "SPAMMY";
    case Major::spam:
        return "SPAM";
    case Major::unchecked:
        return "UNCHECKED";
    case Major::banned:
        return "BANNED";
    case Major::virus:
        return text::cat("INFECTED (", join_names(viruses), ')');
    }
    return "OTHER";
}

std::string reason(const Category& category, const std::vector<std::string>& viruses)
{
    switch (category.major) {
    case Major::catch_all:
    case Major::mta:
        break;
    case Major::clean:
        return "CLEAN";
    case Major::oversized:
        return "Message size exceeds recipient's size limit";
    case Major::bad_header:
        return "BAD HEADER";
    case Major::banned:
        return "BANNED";
    case Major::spammy:
        return category.minor == 1 ? "spammy (tag3)" : "spammy";
    case Major::spam:
        return "spam";
    case Major::unchecked:
        return category.minor == 2 ? "UNCHECKED: over limits" : "UNCHECKED";
    case Major::virus:
        return text::cat("INFECTED: ", join_names(viruses));
    }
    return "OTHER";
}

} // namespace chainmail::policy
