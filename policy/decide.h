// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What becomes of a message, recipient by recipient. Pure.
#ifndef CHAINMAIL_POLICY_DECIDE_H
#define CHAINMAIL_POLICY_DECIDE_H

#include "ban.h"
#include "category.h"
#include "configuration.h"
#include "facts.h"
#include "traits.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::policy {

struct Verdict {
    std::vector<Category> categories; ///< the most important first; never empty
    Destiny destiny = Destiny::pass;
    std::optional<Category> blocking; ///< unless destiny is pass
    bool is_tagged = false;           ///< at or above the tag level
    bool is_spammy = false;           ///< at or above the tag2 level
    std::shared_ptr<const Ban> ban;   ///< unless nothing is banned for the recipient

    /// The category that tells what was done with the mail.
    Category main() const { return blocking.value_or(categories.front()); }
};

struct Decision {
    std::vector<Verdict> verdicts; ///< one for each of the recipients given
    /// What header fields and log say of the score. A mail that nobody was to get
    /// anyhow, or whose sender everybody has listed, has none, as amavisd does not even
    /// ask for it then.
    SpamFacts spam;
    /// Of the message as a whole: those of all recipients, and what was found although
    /// all that it concerns bypass the check. The most important first.
    std::vector<Category> categories{clean};
    HeaderJudgement header; ///< empty when everybody bypasses header checks

    /// Of the first recipient for whom something is banned, "" without one.
    std::string banned() const;
};

struct Recipient {
    Subject subject;
    Traits traits;
    std::string path = {}; ///< as SMTP has it, without < >
};

/// Forgets what recipients think of the sender where their lists are not asked: when
/// nobody gets the mail in any case, or everybody bypasses spam checks.
Decision decide(const Facts& facts,
                const Configuration& configuration,
                std::vector<Recipient>& recipients);

/// The setting that decides what becomes of \`category\` for \`recipient\`, and whether
/// the recipient wants such mail in spite of it.
struct Ruling {
    Destiny destiny = Destiny::pass;
    std::optional<Match> by;    ///< what said so
    std::optional<Match> lover; ///< what says that the recipient wants it
    bool blocks() const { return destiny != Destiny::pass && !lover; }
};

/// Nothing when neither table has this very category.
std::optional<Ruling> rule_on(const Category& category,
                              const Subject& recipient,
                              const Configuration& configuration);

/// What the sender hears when the destiny is not to pass: "554 5.7.0 Reject, WHY", and
/// without the comma when that is "".
std::string reply(const Category& blocking,
                  Destiny destiny,
                  bool soft_bounce,
                  std::string_view why);

/// What becomes of mail that the next hop refuses with 5xx.
Destiny destiny_of_refused(const Subject& recipient,
                           const Configuration& configuration);

/// The scores of all recipients for the log line: "5.123", "-1.5..6.4", or "-".
std::string hits(const std::vector<std::optional<double>>& scores);

} // namespace chainmail::policy

#endif
