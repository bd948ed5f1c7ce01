// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Whether a record that came on the reply pipe is the answer we wait for. Pure.
#ifndef CHAINMAIL_SMTP_IN_REPLY_CHECK_H
#define CHAINMAIL_SMTP_IN_REPLY_CHECK_H

#include "wire/envelope.h"
#include "wire/reply.h"

namespace chainmail::smtp_in {

/// The reply for the message of `envelope`: its id and seq stand first (R4), and to
/// LMTP it has a reply for each recipient. Anything else is an error.
Result<wire::Reply> check_reply(const wire::Record& record,
                                const wire::Envelope& envelope);

} // namespace chainmail::smtp_in

#endif
