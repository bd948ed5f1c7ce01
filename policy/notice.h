// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Whom of the administrators and recipients a mail is to be told of, and what of it its
// sender may hear: amavisd's documentation, "Notifications". Pure but for the ids.
#ifndef CHAINMAIL_POLICY_NOTICE_H
#define CHAINMAIL_POLICY_NOTICE_H

#include "message_rules.h"
#include "wire/envelope.h"
#include "wire/record.h"

#include <functional>
#include <string>
#include <vector>

namespace chainmail::policy {

/// What a notice is made of.
struct NoticedMail {
    const wire::Envelope& envelope;
    const MessageRules& rules;
    const Decision& decision;
    const Facts& facts;
};

/// Why the sender of a mail may not be told of a recipient; "" when he may.
struct Silence {
    std::string of_failure; ///< not of a failure, but of a success
    std::string of_all;
};
Silence silence_for(const NoticedMail& mail, std::size_t recipient);

/// A new mail_id for each notice.
using MakeId = std::function<Result<std::string>()>;

/// notice.*, dsn.*, rcpt.N.dsn: only what can be needed.
/// A text of any length, as an attribute that repeats.
void add_pieces(wire::Builder& to, const std::string& name, std::string_view text);

Status write_notices(const NoticedMail& mail, const MakeId& make_id, wire::Builder& to);

/// A From field's value with ${myhostname} and its like filled in.
std::string with_host(std::string_view value, std::string_view host);

} // namespace chainmail::policy

#endif
