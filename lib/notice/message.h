// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Mail of our own: what a template became, as a message (RFC 5322, 2045, 6522). Pure.
#ifndef CHAINMAIL_NOTICE_MESSAGE_H
#define CHAINMAIL_NOTICE_MESSAGE_H

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chainmail::notice {

struct Message {
    std::string header; ///< lines end in LF; without the empty line
    std::string body;
};

struct MessageParts {
    std::string_view text; ///< what a template became: fields, an empty line, the text
    std::string_view status; ///< of message/delivery-status; "" makes no report of it
    std::string_view about;  ///< "Delivery error report"
    std::string_view header; ///< the header section that comes back; "" is none
    std::string sender;      ///< of that mail, for its Return-Path
    std::string boundary;    ///< occurs in nothing of the above
};

/// Fields `fixed` (name and value) replace those of the template. Field values are
/// coded by RFC 2047 and folded where they need it, text that is not ASCII is
/// quoted-printable.
Message make_message(const MessageParts& parts,
                     const std::vector<std::pair<std::string, std::string>>& fixed);

} // namespace chainmail::notice

#endif
