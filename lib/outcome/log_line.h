// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The main log entry of a message, in amavisd's form: log analysers depend on each
// comma. Pure.
#ifndef CHAINMAIL_OUTCOME_LOG_LINE_H
#define CHAINMAIL_OUTCOME_LOG_LINE_H

#include "outcome/outcome.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::outcome {

/// What the line says of the message; "" leaves a piece out.
struct LogFacts {
    std::string category; ///< for those who got it: "CLEAN", "INFECTED (X)"
    std::string blocked;  ///< for those whom policy refused it; "" when for nobody
    std::string bank;     ///< "MYNETS/MLIST"
    bool originating = false;
    std::string client_addr, client_port; ///< the original client
    std::string public_addr;              ///< oldest public address in Received
    std::string sender;
    std::string queue_id; ///< of the MTA that gave us the mail
    std::string message_id, resent_message_id, mail_id;
    std::string hits;                    ///< "5.123", or "-"
    std::vector<std::string> quarantine; ///< where it is kept
    bool quarantined = false, archived = false;
    std::uint64_t size = 0;
    std::uint64_t elapsed_ms = 0;
};

struct LogRecipient {
    std::string address;
    bool local = false;
    bool tagged = false; ///< the copy was changed by the category of the mail
    Outcome outcome;
};

/// "RelayedInbound,Quarantined".
std::string action_words(const LogFacts& facts,
                         const std::vector<LogRecipient>& recipients);

/// The next hop stands in the way of somebody.
bool is_blocked_by_hop(const std::vector<LogRecipient>& recipients);

/// "Passed ..." with those who got the mail, then "Blocked ..." with the others; one of
/// the two when there is nobody for the other.
std::vector<std::string> log_lines(const LogFacts& facts,
                                   const std::vector<LogRecipient>& recipients);

} // namespace chainmail::outcome

#endif
