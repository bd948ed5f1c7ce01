// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The <address> of MAIL and RCPT (RFC 5321 4.1.2). Pure.
#ifndef CHAINMAIL_SMTP_IN_PATH_H
#define CHAINMAIL_SMTP_IN_PATH_H

#include <optional>
#include <string>
#include <string_view>

namespace chainmail::smtp_in {

struct Path {
    std::string_view given; ///< as it stands, with < >; points into the argument
    /// Without < > and source route, the local part quoted exactly where it needs to
    /// be: <a..b@c> is "\"a..b\"@c". Empty for <>.
    std::string address;
    /// Without < > and source route, otherwise as given.
    std::string_view original;
    std::string_view rest; ///< what follows, without blanks in front
};

/// Takes what people send: any bytes but blanks, control bytes and < > in a local part
/// or domain, quoted strings, address literals. Nothing when there are no < >, or
/// something other than a blank follows.
std::optional<Path> parse_path(std::string_view argument);

} // namespace chainmail::smtp_in

#endif
