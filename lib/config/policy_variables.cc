// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The settings that recipients, senders and clients are looked up in, and those that
// say what becomes of each category of mail. Their users check the shapes.
//
// Most lists begin as references to a hash, a list and a table of patterns that are
// empty: whoever fills those need not know the list (amavisd's "legacy" names).
#include "config/variable_table.h"

namespace chainmail::config {

namespace {

constexpr auto used = Effect::used;

constexpr VariableGroup table[] = {
    // where a message comes from
    {used, "()", "chainmail smtp-in policy smtp-out", "%policy_bank"},
    {used, "()", "chainmail smtp-in policy", "%interface_policy"},
    {used,
     "'${helo-name} ${protocol} ${product} service ready'",
     "smtp-in",
     "$smtpd_greeting_banner",
     Shape::text},
    {used,
     "'${helo-name} ${product} closing transmission channel'",
     "smtp-in",
     "$smtpd_quit_banner",
     Shape::text},
    {used, "(\\@mynetworks => 'MYNETS')", "policy", "@client_ipaddr_policy"},
    {used, "(\\@mynetworks)", "policy", "@mynetworks_maps"},
    {used,
     "qw(127.0.0.0/8 [::1] 169.254.0.0/16 [fe80::]/10 10.0.0.0/8 172.16.0.0/12 "
     "192.168.0.0/16 [fc00::]/7)",
     "policy",
     "@mynetworks"},
    {used, "0", "policy", "$originating"},
    {used, "qw(127.0.0.1 [::1])", "chainmail", "@inet_acl"},

    // recipients
    {used, "0", "policy lookup", "$localpart_is_case_sensitive"},
    {used, "undef", "policy lookup", "$recipient_delimiter"},
    {used,
     "()",
     "policy",
     "%local_domains %virus_lovers %spam_lovers %banned_files_lovers "
     "%bad_header_lovers %bypass_virus_checks %bypass_spam_checks "
     "%bypass_banned_checks %bypass_header_checks"},
    {used,
     "undef",
     "policy",
     "$local_domains_re $virus_lovers_re $spam_lovers_re $banned_files_lovers_re "
     "$bad_header_lovers_re $bypass_virus_checks_re $bypass_spam_checks_re "
     "$bypass_banned_checks_re $bypass_header_checks_re"},
    {used,
     "()",
     "policy",
     "@virus_lovers_acl @spam_lovers_acl @banned_files_lovers_acl "
     "@bad_header_lovers_acl @bypass_virus_checks_acl @bypass_spam_checks_acl "
     "@bypass_banned_checks_acl @bypass_header_checks_acl"},
    {used,
     "(\\%virus_lovers, \\@virus_lovers_acl, \\$virus_lovers_re)",
     "policy",
     "@virus_lovers_maps"},
    {used,
     "(\\%spam_lovers, \\@spam_lovers_acl, \\$spam_lovers_re)",
     "policy",
     "@spam_lovers_maps"},
    {used,
     "(\\%banned_files_lovers, \\@banned_files_lovers_acl, \\$banned_files_lovers_re)",
     "policy",
     "@banned_files_lovers_maps"},
    {used,
     "(\\%bad_header_lovers, \\@bad_header_lovers_acl, \\$bad_header_lovers_re)",
     "policy",
     "@bad_header_lovers_maps"},
    {used, "()", "policy", "@unchecked_lovers_maps @message_size_limit_maps"},
    {used, "1", "policy", "$enforce_smtpd_message_size_limit_64kb_min"},
    {used,
     "(\\%bypass_banned_checks, \\@bypass_banned_checks_acl, "
     "\\$bypass_banned_checks_re)",
     "policy",
     "@bypass_banned_checks_maps"},
    {used,
     "(\\%bypass_header_checks, \\@bypass_header_checks_acl, "
     "\\$bypass_header_checks_re)",
     "policy",
     "@bypass_header_checks_maps"},

    // what a mail has in it
    {used, "undef", "policy", "$banned_filename_re $banned_namepath_re"},
    {used, "('DEFAULT')", "policy", "@banned_filename_maps"},
    {used, "()", "policy", "%banned_rules"},
    {used,
     "('8bit' => 1, control => 1, empty => 1, long => 1, mime => 1, missing => 1, "
     "multiple => 1, other => 1, syntax => 1, utf8 => 0)",
     "policy",
     "%allowed_header_tests"},

    // Phishing and the like is spam, wherever its signatures come from; malware in the
    // same collections is not.
    {used,
     "(new_RE([qr'^(Heuristics\\.)?(Phishing|Structured)\\.' => 0.1], "
     "[qr'^(Email|HTML)\\.Phishing\\.' => 0.1], "
     "[qr'^Sanesecurity\\.(Malware|Rogue|Trojan|Foxhole)\\.' => undef], "
     "[qr'^(Sanesecurity|Safebrowsing|winnow\\.(phish|spam)|Email\\.Spammail)\\b' => "
     "0.1], [qr'[._-](Phishing|Scam|Spam|Junk)\\b.*(SecuriteInfo|UNOFFICIAL)' => "
     "0.1]))",
     "policy",
     "@virus_name_to_spam_score_maps"},

    // levels
    {used, "undef", "policy", "$sa_tag3_level_deflt"},
    {used, "(\\$sa_tag_level_deflt)", "policy", "@spam_tag_level_maps"},
    {used, "(\\$sa_tag2_level_deflt)", "policy", "@spam_tag2_level_maps"},
    {used, "(\\$sa_tag3_level_deflt)", "policy", "@spam_tag3_level_maps"},
    {used, "(\\$sa_kill_level_deflt)", "policy", "@spam_kill_level_maps"},

    // senders
    {used, "()", "policy", "%whitelist_sender %blacklist_sender"},
    {used, "()", "policy", "@whitelist_sender_acl @blacklist_sender_acl"},
    {used, "undef", "policy", "$whitelist_sender_re $blacklist_sender_re"},
    {used,
     "(\\%whitelist_sender, \\@whitelist_sender_acl, \\$whitelist_sender_re)",
     "policy",
     "@whitelist_sender_maps"},
    {used,
     "(\\%blacklist_sender, \\@blacklist_sender_acl, \\$blacklist_sender_re)",
     "policy",
     "@blacklist_sender_maps"},
    {used,
     "undef",
     "policy",
     "$per_recip_whitelist_sender_lookup_tables "
     "$per_recip_blacklist_sender_lookup_tables"},
    {used, "()", "policy", "@score_sender_maps"},

    // destinies
    {used, "D_DISCARD", "policy", "$final_banned_destiny"},
    {used, "D_PASS", "policy", "$final_unchecked_destiny $final_bad_header_destiny"},
    {used, "undef", "policy", "$soft_bounce $warnbannedsender $warnbadhsender"},
    {used,
     "(CC_VIRUS, \\$final_virus_destiny, CC_BANNED, \\$final_banned_destiny, "
     "CC_UNCHECKED, \\$final_unchecked_destiny, CC_SPAM, \\$final_spam_destiny, "
     "CC_BADH, \\$final_bad_header_destiny, CC_MTA.',1', D_TEMPFAIL, "
     "CC_MTA.',2', D_REJECT, CC_MTA, D_TEMPFAIL, CC_OVERSIZED, D_BOUNCE, "
     "CC_CATCHALL, D_PASS)",
     "policy",
     "%final_destiny_maps_by_ccat"},
    {used,
     "(CC_VIRUS, \\@virus_lovers_maps, CC_BANNED, \\@banned_files_lovers_maps, "
     "CC_UNCHECKED, \\@unchecked_lovers_maps, CC_SPAM, \\@spam_lovers_maps, "
     "CC_SPAMMY, \\@spam_lovers_maps, CC_BADH, \\@bad_header_lovers_maps)",
     "policy",
     "%lovers_maps_by_ccat"},
    {used,
     "(CC_VIRUS, 'id=%n - INFECTED: %V', CC_BANNED, 'id=%n - BANNED: %F', "
     "CC_UNCHECKED, 'id=%n - UNCHECKED', "
     "CC_UNCHECKED.',1', 'id=%n - UNCHECKED: encrypted', "
     "CC_UNCHECKED.',2', 'id=%n - UNCHECKED: over limits', "
     "CC_UNCHECKED.',3', 'id=%n - UNCHECKED: ambiguous content', "
     "CC_SPAM, 'id=%n - spam', CC_SPAMMY, 'id=%n - spammy', "
     "CC_SPAMMY.',1', 'id=%n - spammy (tag3)', CC_BADH, 'id=%n - BAD HEADER', "
     "CC_BADH.',1', 'id=%n - BAD HEADER: MIME error', "
     "CC_BADH.',2', 'id=%n - BAD HEADER: nonencoded 8-bit character', "
     "CC_BADH.',3', 'id=%n - BAD HEADER: contains invalid control character', "
     "CC_BADH.',4', 'id=%n - BAD HEADER: line made up entirely of whitespace', "
     "CC_BADH.',5', 'id=%n - BAD HEADER: line longer than RFC 5322 limit', "
     "CC_BADH.',6', 'id=%n - BAD HEADER: syntax error', "
     "CC_BADH.',7', 'id=%n - BAD HEADER: missing required header field', "
     "CC_BADH.',8', 'id=%n - BAD HEADER: duplicate header field', "
     "CC_OVERSIZED, 'id=%n - Message size exceeds recipient\\'s size limit', "
     "CC_MTA, 'id=%n - Unable to relay message back to MTA', "
     "CC_MTA.',1', 'id=%n - Temporary MTA failure on relaying', "
     "CC_MTA.',2', 'id=%n - Rejected by next-hop MTA on relaying', "
     "CC_CLEAN, 'id=%n - CLEAN', CC_CATCHALL, 'id=%n - OTHER')",
     "policy",
     "%smtp_reason_by_ccat"},
    {used, "()", "policy", "@virus_name_to_policy_bank_maps"},
    {used, "undef", "policy", "$always_bcc $resend_method"},
    {used, "(CC_CATCHALL, \\$always_bcc)", "policy", "%always_bcc_by_ccat"},

    // mail that is made harmless
    {used,
     "undef",
     "policy",
     "$defang_virus $defang_banned $defang_spam $defang_bad_header "
     "$defang_undecipherable $defang_all"},
    {used,
     "(CC_VIRUS, \\$defang_virus, CC_BANNED, \\$defang_banned, "
     "CC_UNCHECKED, \\$defang_undecipherable, CC_SPAM, \\$defang_spam, "
     "CC_SPAMMY, \\$defang_spam, CC_BADH, \\$defang_bad_header)",
     "policy",
     "%defang_maps_by_ccat"},
    // disclaimers
    {used, "undef", "policy smtp-out", "$allow_disclaimers"},
    {used, "undef", "policy", "$outbound_disclaimers_only"},
    {used,
     "('--disclaimer=/etc/altermime-disclaimer.txt')",
     "policy smtp-out",
     "@altermime_args_disclaimer"},
    {used, "()", "policy", "@disclaimer_options_bysender_maps"},

    // the way on
    {used, "(Opaque(\\$forward_method))", "policy", "@forward_method_maps"},
    {used,
     "(CC_CATCHALL, \\@forward_method_maps)",
     "policy",
     "%forward_method_maps_by_ccat"},

    // header fields
    {used,
     "(\\$remove_existing_spam_headers)",
     "policy",
     "@remove_existing_spam_headers_maps"},
    {used,
     "qw(received 1 dkim-signature 1 authentication-results 1 vbr-info 1 "
     "x-quarantine-id 1 x-amavis-alert 1 x-amavis-hold 1 "
     "x-amavis-modified 1 x-amavis-penpals 1 x-amavis-os-fingerprint 1 "
     "x-amavis-policybank 1 x-spam-status 1 x-spam-level 1 x-spam-flag 1 "
     "x-spam-score 1 x-spam-tests 1 x-crm114-status 1 x-crm114-cacheid 1 "
     "x-crm114-notice 1 x-crm114-action 1 x-dspam-result 1 "
     "x-dspam-class 1 x-dspam-signature 1 x-dspam-processed 1 "
     "x-dspam-confidence 1 x-dspam-probability 1 x-dspam-user 1 "
     "x-dspam-factors 1 x-bogosity 1 x-spam-report 0 "
     "x-spam-checker-version 0 x-amavis-category 0)",
     "policy",
     "%allowed_added_header_fields"},
    {used,
     "qw(x-spam-status 1 x-spam-level 1 x-spam-flag 1 x-spam-score 1 "
     "x-spam-report 1 x-spam-checker-version 1 x-crm114-status 1 "
     "x-crm114-cacheid 1 x-dspam-result 1 x-dspam-signature 1)",
     "policy",
     "%prefer_our_added_header_fields"},
    {used,
     "1",
     "policy",
     "$allow_fixing_improper_header $allow_fixing_improper_header_folding "
     "$allow_fixing_long_header_lines"},
    {used, "undef", "policy", "$myauthservid"},
    {used, "undef", "policy", "$log_templ", Shape::text},

    // marks in subjects
    {used, "'***SPAM*** '", "policy", "$sa_spam_subject_tag"},
    {used, "undef", "policy", "$sa_spam_subject_tag1"},
    {used, "'***UNCHECKED*** '", "policy", "$undecipherable_subject_tag"},
    {used, "(\\$sa_spam_subject_tag1)", "policy", "@spam_subject_tag_maps"},
    {used, "(\\$sa_spam_subject_tag)", "policy", "@spam_subject_tag2_maps"},
    {used, "()", "policy", "@spam_subject_tag3_maps"},
    {used,
     "(CC_VIRUS, ['***INFECTED*** '], CC_BANNED, undef, "
     "CC_UNCHECKED, \\$undecipherable_subject_tag, CC_SPAM, undef, "
     "CC_SPAMMY.',1', \\@spam_subject_tag3_maps, CC_SPAMMY, \\@spam_subject_tag2_maps, "
     "CC_CLEAN.',1', \\@spam_subject_tag_maps)",
     "policy",
     "%subject_tag_maps_by_ccat"},

    // addresses that are changed
    {used, "1", "policy", "$replace_existing_extension"},
    {used,
     "undef",
     "policy",
     "$addr_extension_virus $addr_extension_spam $addr_extension_banned "
     "$addr_extension_bad_header"},
    {used, "(\\$addr_extension_virus)", "policy", "@addr_extension_virus_maps"},
    {used, "(\\$addr_extension_spam)", "policy", "@addr_extension_spam_maps"},
    {used, "(\\$addr_extension_banned)", "policy", "@addr_extension_banned_maps"},
    {used,
     "(\\$addr_extension_bad_header)",
     "policy",
     "@addr_extension_bad_header_maps"},
    {used,
     "(CC_VIRUS, \\@addr_extension_virus_maps, "
     "CC_BANNED, \\@addr_extension_banned_maps, CC_SPAM, \\@addr_extension_spam_maps, "
     "CC_SPAMMY, \\@addr_extension_spam_maps, "
     "CC_BADH, \\@addr_extension_bad_header_maps)",
     "policy",
     "%addr_extension_maps_by_ccat"},
    {used, "()", "policy", "%addr_rewrite_maps_by_ccat"},

    // SQL
    {used, "1", "policy", "$lookup_maps_imply_sql_and_ldap"},
    {used,
     "'SELECT *, users.id FROM users LEFT JOIN policy ON policy.id = users.policy_id"
     " WHERE users.email IN (%k) ORDER BY users.priority DESC'",
     "lookup",
     "$sql_select_policy"},
    {used,
     "'SELECT wblist.wb FROM wblist JOIN mailaddr ON mailaddr.id = wblist.sid"
     " WHERE wblist.rid = ? AND mailaddr.email IN (%k)"
     " ORDER BY mailaddr.priority DESC'",
     "lookup",
     "$sql_select_white_black_list"},
    {used,
     "(sel_policy => \\$sql_select_policy, "
     "sel_wblist => \\$sql_select_white_black_list)",
     "lookup",
     "%sql_clause"},
    {used,
     "0",
     "lookup",
     "$sql_allow_8bit_address $sql_lookups_no_at_means_domain "
     "$trim_trailing_space_in_lookup_result_fields"},
};

} // namespace

std::span<const VariableGroup> policy_variables()
{
    return table;
}

} // namespace chainmail::config
