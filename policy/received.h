// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The Received field that this hop adds (RFC 5321 4.4), in amavisd's form.
#ifndef CHAINMAIL_POLICY_RECEIVED_H
#define CHAINMAIL_POLICY_RECEIVED_H

#include "configuration.h"
#include "wire/envelope.h"

#include <string>
#include <string_view>

namespace chainmail::policy {

/// `names_recipient`: whether nobody but the one recipient gets the mail.
std::string received_field(const wire::Envelope& envelope,
                           const Configuration& configuration,
                           std::string_view mail_id,
                           bool names_recipient = true);

} // namespace chainmail::policy

#endif
