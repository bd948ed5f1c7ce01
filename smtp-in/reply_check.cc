// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "reply_check.h"

#include "base/text.h"

namespace chainmail::smtp_in {

Result<wire::Reply> check_reply(const wire::Record& record,
                                const wire::Envelope& envelope)
{
    if (record.size() < 2 || record.line(0).name != "id" ||
        record.line(1).name != "seq")
        return temporary("a reply that does not begin with id and seq");
    auto reply = wire::read_reply(record);
    if (!reply) return reply.error();
    if (reply->id != envelope.id || reply->seq != envelope.seq)
        return temporary(text::cat("a reply for another message, id=",
                                   text::printable(reply->id, 40),
                                   " seq=",
                                   reply->seq));
    const bool lmtp = envelope.is_lmtp();
    if (lmtp && reply->recipients.size() != envelope.recipients.size())
        return temporary(text::cat("a reply for ",
                                   reply->recipients.size(),
                                   " recipients of ",
                                   envelope.recipients.size()));
    return reply;
}

} // namespace chainmail::smtp_in
