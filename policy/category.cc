// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "category.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::policy {

namespace {

// amavisd's words, which clients and log readers know.
std::string_view header_fault(int minor)
{
    switch (minor) {
    case 1:
        return ": MIME error";
    case 2:
        return ": nonencoded 8-bit character";
    case 3:
        return ": contains invalid control character";
    case 4:
        return ": line made up entirely of whitespace";
    case 5:
        return ": line longer than RFC 5322 limit";
    case 6:
        return ": syntax error";
    case 7:
        return ": missing required header field";
    case 8:
        return ": duplicate header field";
    default:
        return "";
    }
}

std::string_view lack_of_check(int minor)
{
    switch (minor) {
    case 1:
        return ": encrypted";
    case 2:
        return ": over limits";
    case 3:
        return ": ambiguous content";
    default:
        return "";
    }
}

std::string_view relaying(int minor)
{
    if (minor == 1) return "Temporary MTA failure on relaying";
    return minor == 2 ? "Rejected by next-hop MTA on relaying"
                      : "Unable to relay message back to MTA";
}

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

std::string reason(const Category& category, const Findings& findings)
{
    switch (category.major) {
    case Major::catch_all:
        break;
    case Major::mta:
        return std::string(relaying(category.minor));
    case Major::clean:
        return "CLEAN";
    case Major::oversized:
        return "Message size exceeds recipient's size limit";
    case Major::bad_header:
        return text::cat("BAD HEADER", header_fault(category.minor));
    case Major::banned:
        return text::cat("BANNED: ", findings.banned);
    case Major::spammy:
        return category.minor == 1 ? "spammy (tag3)" : "spammy";
    case Major::spam:
        return "spam";
    case Major::unchecked:
        return text::cat("UNCHECKED", lack_of_check(category.minor));
    case Major::virus:
        return text::cat("INFECTED: ", join_names(findings.viruses));
    }
    return "OTHER";
}

} // namespace chainmail::policy
