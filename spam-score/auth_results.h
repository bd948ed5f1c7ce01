// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What servers before this one found out about the sender: the fields
// Authentication-Results (RFC 8601) and ARC-Authentication-Results (RFC 8617), as
// Mail::SpamAssassin::Plugin::AuthRes(3) reads them.
#ifndef CHAINMAIL_SPAM_SCORE_AUTH_RESULTS_H
#define CHAINMAIL_SPAM_SCORE_AUTH_RESULTS_H

#include "base/result.h"
#include "header_request.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chainmail::spam_score {

struct AuthResultsSettings {
    bool is_loaded = false;            ///< the plugin is
    std::string networks = "internal"; ///< whose fields count; "trusted", "all"
    std::set<std::string, std::less<>> trusted_servers; ///< where any: only these
    std::set<std::string, std::less<>> ignored_servers;

    /// One of the directives "authres_...".
    Status take(std::string_view key, std::string_view value);
};

struct AuthResultsField {
    std::string name; ///< as written
    std::string text;
    std::string skipped; ///< why it does not count; "" when it does
};

struct AuthResults {
    std::vector<AuthResultsField> fields;
    std::map<std::string, std::string, std::less<>> results; ///< by method; pass wins
};

using MethodResults = std::vector<std::pair<std::string, std::string>>;

/// The methods and results of one field. The error is why it does not count: one word
/// that is not understood is enough.
Result<MethodResults> parse_auth_results(std::string_view name,
                                         std::string_view text,
                                         const AuthResultsSettings& settings);

AuthResults read_auth_results(const HeaderValues& header,
                              const AuthResultsSettings& settings);

} // namespace chainmail::spam_score

#endif
