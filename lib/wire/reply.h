// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The reply record that smtp-out writes to smtp-in: what to say for the final dot.
#ifndef CHAINMAIL_WIRE_REPLY_H
#define CHAINMAIL_WIRE_REPLY_H

#include "wire/record.h"

#include <string>
#include <vector>

namespace chainmail::wire {

struct RecipientReply {
    std::string reply; ///< "250 2.0.0 ...", one line, for LMTP
    std::string state; ///< delivered, discarded, rejected, bounced or deferred
};

struct Reply {
    std::string id;
    std::uint64_t seq = 0;
    std::string text; ///< "250 2.0.0 from MTA(...): ...", one line, for SMTP
    std::vector<RecipientReply> recipients; ///< in the envelope's order
};

/// Refused: a reply text that does not begin with a 2xx, 4xx or 5xx code and a blank.
Result<Reply> read_reply(const Record& record);
Result<std::string> write_reply(const Reply& reply);

} // namespace chainmail::wire

#endif
