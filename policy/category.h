// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Contents categories: what amavisd and its log readers call the kinds of mail.
#ifndef CHAINMAIL_POLICY_CATEGORY_H
#define CHAINMAIL_POLICY_CATEGORY_H

#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::policy {

/// The numbers are amavisd's; a greater one is the more important.
enum class Major {
    catch_all = 0,
    clean = 1,
    mta = 2, ///< the next hop does not take it
    oversized = 3,
    bad_header = 4,
    spammy = 5,
    spam = 6,
    unchecked = 7,
    banned = 8,
    virus = 9,
};

struct Category {
    Major major = Major::clean;
    int minor = 0;
    auto operator<=>(const Category&) const = default;
};

constexpr Category catch_all{Major::catch_all, 0};
constexpr Category clean{Major::clean, 0};
constexpr Category tagged{Major::clean, 1}; ///< at or above the tag level
constexpr Category oversized{Major::oversized, 0};
constexpr Category spammy{Major::spammy, 0};
constexpr Category very_spammy{Major::spammy, 1}; ///< at or above the tag3 level
constexpr Category spam_category{Major::spam, 0};
constexpr Category unchecked{Major::unchecked, 0};
constexpr Category encrypted{Major::unchecked, 1};
constexpr Category over_limits{Major::unchecked, 2};
constexpr Category ambiguous{Major::unchecked, 3}; ///< clients may read it differently
constexpr Category banned{Major::banned, 0};
constexpr Category bad_header{Major::bad_header, 0};
constexpr Category bad_mime{Major::bad_header, 1};
constexpr Category infected{Major::virus, 0};

/// Sorted, the most important first, each once; a category with a minor number brings
/// the one without.
std::vector<Category> in_order(std::vector<Category> categories);

/// "6", or "1,1".
std::string text(const Category& category);

/// "A, B": each name once, in order.
std::string join_names(const std::vector<std::string>& names);

/// What replies, header fields and log tell of a mail beside its category.
struct Findings {
    std::vector<std::string> viruses;
    std::string banned; ///< the part, for the recipients concerned
};

/// The name in X-Amavis-Category: "Clean", "BadHdrMissing".
std::string_view display_name(const Category& category);

/// The word of the log line: "CLEAN", "INFECTED (A, B)", "BAD-HEADER-7".
std::string log_word(const Category& category, const Findings& findings);

} // namespace chainmail::policy

#endif
