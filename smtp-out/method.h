// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A delivery method as the configuration writes it. Pure.
#ifndef CHAINMAIL_SMTP_OUT_METHOD_H
#define CHAINMAIL_SMTP_OUT_METHOD_H

#include "base/result.h"
#include "wire/envelope.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace chainmail::smtp_out {

/// "smtp:[ADDRESS]:PORT", "smtp:NAME:PORT", "smtp:/SOCKET", the same with "lmtp:", or
/// "maildir:/DIRECTORY". The address "*" is the one the mail came from, the port "*"
/// the one after the port it came in by.
struct Method {
    enum class Kind { smtp, lmtp, maildir };
    Kind kind = Kind::smtp;
    std::string host; ///< without brackets; "" when there is a path
    std::string port; ///< decimal, or "*"
    std::string path; ///< of the socket or the Maildir
    std::string text; ///< as replies and the log show it
};

/// The error says what a method looks like.
Result<Method> parse_method(std::string_view text);

/// The method with "*" replaced by what it stands for; an error where the envelope does
/// not know it.
Result<Method> fill_in(Method method, const wire::Envelope& envelope);

} // namespace chainmail::smtp_out

#endif
