// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Where a mail is to be kept, whatever else becomes of it: amavisd's documentation,
// "Quarantine". Pure.
#ifndef CHAINMAIL_POLICY_QUARANTINE_H
#define CHAINMAIL_POLICY_QUARANTINE_H

#include "message_rules.h"
#include "wire/envelope.h"
#include "wire/record.h"

#include <set>
#include <string>
#include <vector>

namespace chainmail::policy {

/// All places that one method serves.
struct QuarantineTarget {
    std::vector<std::string> via;    ///< methods, tried in this order
    std::vector<std::string> places; ///< pseudo addresses, or addresses; each once
    bool quarantined = false;        ///< for what it is
    bool archived = false;           ///< because everything is
};

/// In the order of the recipients who ask for it; empty: nowhere.
std::vector<QuarantineTarget> choose_quarantine(const MessageRules& rules,
                                                const Decision& decision);

/// What is common to all copies that are kept.
struct QuarantinedMail {
    const wire::Envelope& envelope;
    const MessageRules& rules;
    const Decision& decision;
    std::string mail_id;
    std::vector<std::string> alerts; ///< whole X-Amavis-Alert fields
    std::string received;            ///< our own Received
};

/// "NAME=SCORE" of each test, and "none" where the engine found nothing.
void add_tests(const SpamFacts& spam, std::set<std::string>& to);

/// X-Amavis-Alert for each thing that is wrong with the mail for anybody.
std::vector<std::string> alert_fields(const Facts& facts, const Decision& decision);

/// The fields on top of a copy that is kept, top to bottom.
std::vector<std::string> quarantine_fields(const QuarantinedMail& mail);

/// quarantine.Q.*
void write_quarantine(const std::vector<QuarantineTarget>& targets,
                      const QuarantinedMail& mail,
                      wire::Builder& to);

/// "<a@b>", the local part quoted where it has to be (RFC 5321 4.1.2).
std::string in_brackets(std::string_view address);

} // namespace chainmail::policy

#endif
