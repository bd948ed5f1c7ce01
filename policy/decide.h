// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What becomes of a message, recipient by recipient. Pure.
#ifndef CHAINMAIL_POLICY_DECIDE_H
#define CHAINMAIL_POLICY_DECIDE_H

#include "category.h"
#include "configuration.h"
#include "facts.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::policy {

/// What the lookups say of a recipient. Recipients with the same traits get the same
/// verdict.
struct Traits {
    bool local = false;
    bool bypass_virus = false;
    bool bypass_spam = false;
    bool operator==(const Traits&) const = default;
};

struct Verdict {
    std::vector<Category> categories; ///< the most important first; never empty
    Destiny destiny = Destiny::pass;
    std::optional<Category> blocking; ///< unless destiny is pass
    bool is_tagged = false;           ///< at or above the tag level
    bool is_spammy = false;           ///< at or above the tag2 level

    /// The category that tells what was done with the mail.
    Category main() const { return blocking.value_or(categories.front()); }
};

struct Decision {
    std::vector<Verdict> verdicts; ///< one for each of the traits given
    /// What header fields and log say of the score. A mail that nobody was to get
    /// anyhow has none, as amavisd does not even ask for it then.
    SpamFacts spam;
};

Decision decide(const Facts& facts,
                const Configuration& configuration,
                const std::vector<Traits>& recipients);

Traits traits_of(std::string_view address,
                 const Facts& facts,
                 const Configuration& configuration);

/// What the sender hears when the destiny is not to pass: "554 5.7.0 Reject, id=ID -
/// spam".
std::string reply(const Category& blocking,
                  Destiny destiny,
                  std::string_view id,
                  const std::vector<std::string>& viruses);

/// The score for the log line: "5.123", or "-".
std::string hits(const std::optional<double>& score);

} // namespace chainmail::policy

#endif
