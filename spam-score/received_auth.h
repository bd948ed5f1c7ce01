// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#ifndef CHAINMAIL_SPAM_SCORE_RECEIVED_AUTH_H
#define CHAINMAIL_SPAM_SCORE_RECEIVED_AUTH_H

#include <string>
#include <string_view>

namespace chainmail::spam_score {

/// How the client authenticated itself by the words of a Received line ("from " first):
/// "ESMTPSA", "Postfix", ...; "" when it does not say so.
std::string authentication_of(std::string_view line);

} // namespace chainmail::spam_score

#endif
