// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The settings that policy needs, read and checked.
#ifndef CHAINMAIL_POLICY_CONFIGURATION_H
#define CHAINMAIL_POLICY_CONFIGURATION_H

#include "ban_rules.h"
#include "base/result.h"
#include "by_category.h"
#include "disclaimer.h"
#include "header_judgement.h"
#include "lookup/keys.h"
#include "notice_settings.h"
#include "quarantine_settings.h"
#include "sender_lists.h"
#include "table_reader.h"
#include "view.h"

#include <set>
#include <string>
#include <vector>

namespace chainmail::policy {

/// amavisd's D_*.
enum class Destiny { pass, discard, bounce, reject, tempfail };

/// "pass", as chainmail-record(5) writes it.
std::string_view text(Destiny destiny);

/// What the settings say, with the policy banks of a message loaded over them.
struct Configuration {
    /// Of $propagate_dsn_if_possible and $terminate_dsn_on_notify_success, where a bank
    /// has them; smtp-out knows the settings themselves.
    std::optional<bool> passes_dsn, ends_success_dsn;
    std::optional<std::string> log_form; ///< $log_templ; nothing is the usual form
    std::string bank;                    ///< their names, "MYNETS/MYUSERS", or ""
    bool originating = false;
    bool soft_bounce = false; ///< 4xx in place of 5xx

    std::string host_name;      ///< $myhostname
    std::string localhost_name; ///< $localhost_name
    std::string product_name;   ///< $myproduct_name
    std::string authserv_id;    ///< $myauthservid, else the host's name
    lookup::KeyOptions keys;

    Maps local_domains;
    Maps bypass_virus_checks, bypass_spam_checks, bypass_banned_checks,
        bypass_header_checks;
    BanRules bans;
    HeaderTests header_tests;
    Maps virus_points; ///< asked for names of malware, see count_viruses()
    Maps tag_level, tag2_level, tag3_level, kill_level;
    Maps size_limit;              ///< bytes; 0 is none
    bool raise_size_limit = true; ///< to 64 KiB, RFC 5321 4.5.3.1.7
    SenderLists senders;
    ByCategory destinies, lovers, forward_methods;
    ByCategory reasons;     ///< %smtp_reason_by_ccat: templates
    ByCategory copied_to;   ///< %always_bcc_by_ccat
    Maps banks_for_viruses; ///< asked for names of malware
    ByCategory defanging;   ///< how mail is made harmless, "" or 0 is not at all
    bool defangs_all = false;
    DisclaimerSettings disclaimer;
    std::vector<std::string> resend_via; ///< for changed mail; none: as all other
    Maps remove_spam_fields;
    QuarantineSettings quarantine;
    NoticeSettings notices;
    ByCategory subject_tags;
    ByCategory extensions; ///< of addresses
    ByCategory rewriting;  ///< of addresses
    bool replace_extension = true;
    bool keep_long_lines = false; ///< of the header that came in
    bool keep_blank_folds = false;

    /// Names of header fields in lower case: what may be put into a mail, and what of
    /// it we make ourselves where a scanner has its own.
    std::set<std::string, std::less<>> allowed_fields, own_fields;

    std::string scanned_field;     ///< "X-Virus-Scanned: LINE"; "" is none
    std::string scanned_name;      ///< its name
    bool has_scanned_line = false; ///< both are set, even where it is not allowed
    char level_character = '*';    ///< 0: no X-Spam-Level
    bool remove_scanned_fields = false;
};

/// The names that read_configuration() looks up.
std::vector<std::string> setting_names();

/// "MYNETS/MYUSERS": what tells configurations apart.
std::string path_of(const std::vector<Bank>& banks);

/// Errors name the place in the configuration.
Result<Configuration> read_configuration(const View& view, TableReader& reader);

/// The programs of the chain whose findings must be there. A chain of a site's own
/// choice may do without some of ours.
Result<std::vector<std::string>> required_programs(const config::Settings& settings);

/// What a table says of a destiny; what is none is the error's text.
Result<Destiny> read_destiny(const config::Value& value);

} // namespace chainmail::policy

#endif
