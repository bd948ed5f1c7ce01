// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The name of a message in the quarantine, in our Received field and in the log, and
// the secret that lets somebody release it. Who knows the secret can compute the name,
// not the other way round.
#ifndef CHAINMAIL_POLICY_MAIL_ID_H
#define CHAINMAIL_POLICY_MAIL_ID_H

#include "base/result.h"

#include <string>
#include <string_view>

namespace chainmail::policy {

struct MailId {
    std::string id;     ///< 12 characters of base64url, letters or digits at both ends
    std::string secret; ///< 12 characters of base64url: 72 random bits
};

/// From the system's random numbers.
Result<MailId> make_mail_id();

/// The name that belongs to 9 secret bytes, as amavisd derives it: 12 characters of
/// base64url(MD5(secret)). May end in "-" or "_".
Result<std::string> id_of_secret(std::string_view secret_bytes);

/// RFC 4648 5, without padding; for whole groups of three bytes.
std::string base64url(std::string_view bytes);

} // namespace chainmail::policy

#endif
