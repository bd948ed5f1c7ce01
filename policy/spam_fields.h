// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The X-Spam-* fields in amavisd's form, which filters and log readers depend on.
#ifndef CHAINMAIL_POLICY_SPAM_FIELDS_H
#define CHAINMAIL_POLICY_SPAM_FIELDS_H

#include "facts.h"
#include "traits.h"

#include <string>
#include <vector>

namespace chainmail::policy {

struct SpamField {
    std::string name;
    std::string field; ///< whole
};

/// X-Spam-Flag, -Score, -Level (without a character: not) and -Status. `is_spammy`: the
/// score reaches the tag2 level.
std::vector<SpamField> spam_fields(const SpamFacts& spam,
                                   bool is_spammy,
                                   const Traits& recipient,
                                   char level_character);

/// One character a point, 64 at most; none without a score or for a whitelisted sender,
/// all of them for a blacklisted one.
std::string
level_bar(const std::optional<double>& score, const Opinion& sender, char character);

} // namespace chainmail::policy

#endif
