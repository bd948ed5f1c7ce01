// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What the log line tells of a message's own header. Pure.
#ifndef CHAINMAIL_POLICY_HEADER_FACTS_H
#define CHAINMAIL_POLICY_HEADER_FACTS_H

#include "mail/field.h"

#include <span>
#include <string>
#include <string_view>

namespace chainmail::policy {

/// Each is "" when the header does not have it.
struct HeaderFacts {
    std::string message_id; ///< with its angle brackets, as written
    std::string resent_message_id;
    std::string public_addr; ///< the oldest on the mail's way here
};

/// `last_hops` are the addresses behind those of the Received fields, the newest first.
HeaderFacts read_header(const mail::Header& header,
                        std::span<const std::string> last_hops = {});

/// The first IP address that Received `value` (folded or not) names in its "from" part
/// inside ( ) or [ ], in the form of inet_ntop(3); "" without one.
std::string client_address(std::string_view value);

/// Not private, not local to a link or host, not multicast or reserved. False for what
/// is no IP address.
bool is_public(const std::string& address);

} // namespace chainmail::policy

#endif
