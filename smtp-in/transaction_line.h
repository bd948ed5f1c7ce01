// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What the log says of a message at DATA, in amavisd's form. Pure.
#ifndef CHAINMAIL_SMTP_IN_TRANSACTION_LINE_H
#define CHAINMAIL_SMTP_IN_TRANSACTION_LINE_H

#include "wire/envelope.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chainmail::smtp_in {

/// "ESMTP [127.0.0.1]:10024 DIRECTORY: <s> -> <r>,<r> SIZE=2666 BODY=8BITMIME".
/// `size` is what MAIL declared.
std::string transaction_line(const wire::Envelope& envelope,
                             std::string_view directory,
                             std::optional<std::uint64_t> size);

} // namespace chainmail::smtp_in

#endif
