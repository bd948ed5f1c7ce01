// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "category.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::policy {

namespace {

struct DisplayName {
    Category category;
    std::string_view name;
};

// Programs that read the field know these.
constexpr DisplayName display_names[] = {
    {{Major::clean, 0}, "Clean"},
    {{Major::clean, 1}, "CleanTag"},
    {{Major::mta, 0}, "MtaFailed"},
    {{Major::mta, 1}, "MtaTempFailed"},
    {{Major::mta, 2}, "MtaRejected"},
    {{Major::oversized, 0}, "Oversized"},
    {{Major::bad_header, 0}, "BadHdr"},
    {{Major::bad_header, 1}, "BadHdrMime"},
    {{Major::bad_header, 2}, "BadHdr8bit"},
    {{Major::bad_header, 3}, "BadHdrChar"},
    {{Major::bad_header, 4}, "BadHdrSpace"},
    {{Major::bad_header, 5}, "BadHdrLong"},
    {{Major::bad_header, 6}, "BadHdrSyntax"},
    {{Major::bad_header, 7}, "BadHdrMissing"},
    {{Major::bad_header, 8}, "BadHdrDupl"},
    {{Major::spammy, 0}, "Spammy"},
    {{Major::spammy, 1}, "Spammy3"},
    {{Major::spam, 0}, "Spam"},
    {{Major::unchecked, 0}, "Unchecked"},
    {{Major::unchecked, 1}, "UncheckedEncrypted"},
    {{Major::unchecked, 2}, "UncheckedOverLimits"},
    {{Major::unchecked, 3}, "UncheckedAmbiguousContent"},
    {{Major::banned, 0}, "Banned"},
    {{Major::virus, 0}, "Virus"}};

} // namespace

std::string_view display_name(const Category& category)
{
    for (const auto& one : display_names)
        if (one.category == category) return one.name;
    return "CatchAll";
}

std::vector<Category> in_order(std::vector<Category> categories)
{
    for (std::size_t i = categories.size(); i-- > 0;)
        if (categories[i].minor != 0) categories.push_back({categories[i].major, 0});
    std::ranges::sort(categories, std::greater());
    categories.erase(std::unique(categories.begin(), categories.end()),
                     categories.end());
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

std::string log_word(const Category& category, const Findings& findings)
{
    switch (category.major) {
    case Major::catch_all:
        break;
    case Major::mta:
        return "MTA-BLOCKED";
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
        return category.minor == 1 ? "UNCHECKED-ENCRYPTED" : "UNCHECKED";
    case Major::banned:
        return text::cat("BANNED (", findings.banned, ')');
    case Major::virus:
        return text::cat("INFECTED (", join_names(findings.viruses), ')');
    }
    return "OTHER";
}

} // namespace chainmail::policy
