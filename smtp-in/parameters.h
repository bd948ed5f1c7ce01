// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The parameters of MAIL and RCPT (RFC 5321 4.1.2, 1870, 6152, 3461, 4954, 6531) and of
// XFORWARD (Postfix' XFORWARD_README). Pure. A refusal is the text of the reply.
#ifndef CHAINMAIL_SMTP_IN_PARAMETERS_H
#define CHAINMAIL_SMTP_IN_PARAMETERS_H

#include "wire/envelope.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chainmail::smtp_in {

struct MailParameters {
    std::optional<std::uint64_t> size;  ///< as declared
    std::string body, ret, envid, auth; ///< as given, "" when absent
    bool smtputf8 = false;
};

struct RcptParameters {
    std::string orcpt, notify; ///< as given, "" when absent
};

/// What follows the address, read into `to`. "" is success. A parameter that comes
/// twice counts as it came last.
std::string read_mail_parameters(std::string_view rest, MailParameters& to);
std::string read_rcpt_parameters(std::string_view rest, RcptParameters& to);

/// NAME=value ... of one XFORWARD command; `to` changes only on success (""). Values
/// are decoded: [UNAVAILABLE] is "", ADDR loses "IPV6:", control bytes become "?".
std::string read_xforward(std::string_view argument, wire::Client& to);

} // namespace chainmail::smtp_in

#endif
