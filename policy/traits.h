// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What the lookups say of a recipient. Pure.
#ifndef CHAINMAIL_POLICY_TRAITS_H
#define CHAINMAIL_POLICY_TRAITS_H

#include "configuration.h"
#include "facts.h"

#include <cstdint>
#include <optional>
#include <string>

namespace chainmail::policy {

/// A score to reach.
struct Level {
    double value = 0;
    std::string text; ///< as header fields show it: what the configuration says
    bool operator==(const Level&) const = default;
};

struct Levels {
    std::optional<Level> tag;  ///< none: every mail is at or above it
    std::optional<Level> tag2; ///< none: no mail ever is
    std::optional<Level> tag3; ///< none: no mail ever is
    std::optional<Level> kill; ///< none: no mail ever is
    bool operator==(const Levels&) const = default;
};

/// Levels are those of the configuration even where the spam check is bypassed.
struct Traits {
    bool local = false;
    bool bypass_virus = false;
    bool bypass_spam = false;
    bool bypass_banned = false;
    bool bypass_header = false;
    bool remove_spam_fields = true;
    Levels levels;
    std::uint64_t size_limit = 0; ///< bytes; 0 is none
    Opinion sender;
};

/// Everything but `sender`, which depends on who wrote.
Traits traits_of(const Subject& recipient,
                 const Facts& facts,
                 const Configuration& configuration);

/// Nothing for undef and ''.
std::optional<Level> to_level(const config::Value& value);

/// The test that stands for what recipients think of the sender.
constexpr std::string_view sender_test = "AM.WBL";

/// The score as this recipient sees it: with what is added for the sender.
std::optional<double> score_for(const Traits& recipient, const SpamFacts& spam);
/// All that header fields tell of it.
SpamFacts scored_for(const Traits& recipient, const SpamFacts& spam);

} // namespace chainmail::policy

#endif
