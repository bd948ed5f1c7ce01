// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Delivery status notifications: who of the recipients the sender is told of (RFC 3461
// 5, and the excuses that amavisd has), and in which words (RFC 3464). Pure.
#ifndef CHAINMAIL_NOTICE_STATUS_H
#define CHAINMAIL_NOTICE_STATUS_H

#include "outcome/outcome.h"
#include "wire/envelope.h"

#include <string>
#include <vector>

namespace chainmail::notice {

/// One recipient, when all is known but this.
struct Fate {
    outcome::Outcome outcome;
    std::string final_address; ///< that it was delivered to
    /// Why the sender is not told of a failure, or of anything; "" when he is.
    std::string no_failure, nothing;
    bool warn = false; ///< the sender is told though it was delivered
};

enum class Action { none, failed, delayed, relayed };

struct Telling {
    std::vector<Action> actions; ///< of each recipient
    bool suppressed = false;     ///< somebody's failure is not told
    bool any() const;
    bool has(Action action) const;
};

/// `by_recipient`: the one before us hears of each recipient for himself (LMTP).
Telling choose(const wire::Envelope& envelope,
               const std::vector<Fate>& fates,
               bool by_recipient);

struct Reporter {
    std::string host_name; ///< $myhostname
    std::string mail_id;
    std::string date; ///< RFC 5322, of the attempt
};

/// The content of message/delivery-status: of those that `telling` names.
std::string status_text(const wire::Envelope& envelope,
                        const std::vector<Fate>& fates,
                        const Telling& telling,
                        const Reporter& reporter);

/// "[127.0.0.1]:10025" of "250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): ..."
std::string next_hop(const std::string& reply);

} // namespace chainmail::notice

#endif
