// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What the rule files say besides rules: whom to trust, which domains exist, who is on
// which list.
#ifndef CHAINMAIL_SPAM_SCORE_SETTINGS_H
#define CHAINMAIL_SPAM_SCORE_SETTINGS_H

#include "address_list.h"
#include "auth_results.h"
#include "base/result.h"
#include "body_text.h"
#include "domains.h"
#include "from_name.h"
#include "locales.h"
#include "markup_settings.h"
#include "relays.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

/// Pieces of patterns with names, and the rules whose patterns use them: <NAME>.
struct ReplaceTags {
    std::string begin = "<";
    std::string end = ">";
    std::map<std::string, std::string, std::less<>> tags;
    std::map<std::string, std::string, std::less<>> before;  ///< put before each tag
    std::map<std::string, std::string, std::less<>> between; ///< between adjacent ones
    std::map<std::string, std::string, std::less<>> behind;
    std::set<std::string> rules;
};

/// Providers that give addresses to everybody.
struct FreemailSettings {
    std::set<std::string, std::less<>> domains;
    std::vector<std::string> wildcard_domains;      ///< "*" is part of one label
    std::set<std::string, std::less<>> welcomelist; ///< addresses and domains
    std::size_t most_body_addresses = 5;            ///< 0: no limit
    std::size_t most_body_freemails = 3;
    bool skip_bulk_senders = true;
    bool skip_when_over_most = true;
    bool import_welcomelist_auth = false; ///< those addresses are no free ones
    bool import_def_welcomelist_auth = false;
    AddressList welcomelist_auth;
    AddressList def_welcomelist_auth;
};

struct Settings {
    double required_score = 5;
    ScanSizes scan_sizes;
    TrustSettings trust;
    MarkupSettings markup;
    std::string envelope_sender_header;
    bool always_trust_envelope_sender = false;
    bool parse_dkim_uris = true;
    Locales ok_locales;
    bool use_bayes = true;
    bool bayes_auto_learn = true;
    Registry registry;
    std::vector<std::string> redirector_patterns; ///< without delimiters
    ReplaceTags replace_tags;
    FreemailSettings freemail;
    FromNameSettings from_name;
    AuthResultsSettings auth_results;
    std::map<std::string, AddressList, std::less<>>
        address_lists;                                           ///< by directive name
    std::map<std::string, AddressList, std::less<>> named_lists; ///< enlist_addrlist
    std::map<std::string, RelayedAddressList, std::less<>> relayed_lists;
    /// Globs to be found anywhere in a Subject, by directive name.
    std::map<std::string, std::vector<std::string>, std::less<>> subject_lists;
    AddressList relaying_senders; ///< welcomelist_allows_relays
    /// enlist_uri_host: host -> whether it is on the list or excepted.
    std::map<std::string, std::map<std::string, bool, std::less<>>, std::less<>>
        uri_host_lists;
    std::vector<std::string> bounce_relays; ///< globs

    /// Takes a directive that defines no rule. A directive that only other programs or
    /// other work than scoring care for is taken and dropped; one that nobody knows is
    /// an error.
    Status take(std::string_view key, std::string_view value);

    /// What is said of learning, in SpamAssassin's words: nothing is ever learned here.
    std::string_view autolearn() const
    {
        return use_bayes && bayes_auto_learn ? "no" : "disabled";
    }
};

/// As strtod(3) reads it, to the end. What is no number changes nothing.
Status set_number(double& number, std::string_view value);

} // namespace chainmail::spam_score

#endif
