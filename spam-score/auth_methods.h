// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What may stand in an Authentication-Results field: IANA's registry "Email
// Authentication Parameters" (RFC 8601 6), and what is seen beside it.
#ifndef CHAINMAIL_SPAM_SCORE_AUTH_METHODS_H
#define CHAINMAIL_SPAM_SCORE_AUTH_METHODS_H

#include <string_view>

namespace chainmail::spam_score {

struct AuthMethod {
    std::string_view name;
    std::string_view results;    ///< registered, words
    std::string_view properties; ///< the same; "ptype.property", "*" for any property

    /// Registered or seen.
    bool has_result(std::string_view result) const;
    bool has_property(std::string_view type, std::string_view property) const;
};

/// By its name in lower case; nullptr when there is none.
const AuthMethod* find_auth_method(std::string_view name);

} // namespace chainmail::spam_score

#endif
