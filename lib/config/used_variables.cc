// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The settings that have an effect, with the defaults of amavisd as Debian ships it,
// but for its two lines that switch all checks off.
#include "config/variable_table.h"

namespace chainmail::config {

namespace {

constexpr std::string_view everybody =
    "chainmail smtp-in mime-split virus-check virus-ask spam-score policy smtp-out "
    "lookup";

constexpr UsedVariable table[] = {
    // who and where
    {"$myhostname",
     Shape::host_name,
     "`hostname --fqdn`",
     "chainmail smtp-in policy smtp-out"},
    {"$mydomain", Shape::text, "`head -n 1 /etc/mailname`", "policy"},
    {"$localhost_name", Shape::text, "'localhost'", "smtp-in policy smtp-out"},
    {"$myproduct_name", Shape::text, "'amavis'", "smtp-in policy smtp-out"},
    {"$daemon_user", Shape::text, "'amavis'", "chainmail"},
    {"$daemon_group", Shape::text, "'amavis'", "chainmail"},
    {"$MYHOME", Shape::text, "'/var/lib/amavis'", "virus-check virus-ask"},
    {"$TEMPBASE",
     Shape::text,
     R"("$MYHOME/tmp")",
     "chainmail smtp-in virus-check virus-ask"},

    // the chain
    {"@chain",
     Shape::texts,
     "qw(mime-split virus-check spam-score policy smtp-out)",
     "chainmail smtp-in policy"},
    {"$max_servers", Shape::count, "2", "chainmail virus-check"},
    {"$child_timeout", Shape::count, "8*60", "chainmail smtp-in"},
    {"$virus_reload", Shape::reload_way, "undef", "chainmail virus-check"},

    // mail in
    {"$inet_socket_port", Shape::text_or_list, "10024", "chainmail"},
    {"$inet_socket_bind", Shape::text_or_list, "['127.0.0.1', '[::1]']", "chainmail"},
    {"$unix_socketname", Shape::text_or_list, "undef", "chainmail"},
    {"$unix_socket_mode", Shape::any, "undef", "chainmail"},
    {"@listen_sockets", Shape::any, "()", "chainmail"},
    {"$smtpd_timeout", Shape::count, "8*60", "smtp-in"},
    {"$smtpd_message_size_limit", Shape::count, "undef", "smtp-in"},
    {"$smtpd_recipient_limit", Shape::count, "1100", "smtp-in"},
    {"@smtpd_discard_ehlo_keywords", Shape::texts, "()", "smtp-in"},

    // what files are
    {"$map_full_type_to_short_type_re",
     Shape::type_map,
     "[[qr'(?#built-in)']]",
     "mime-split"},
    {"@map_full_type_to_short_type_maps",
     Shape::type_map,
     "(\\$map_full_type_to_short_type_re)",
     "mime-split"},

    // mail out
    {"$forward_method",
     Shape::text,
     "'smtp:[127.0.0.1]:10025'",
     "chainmail policy smtp-out"},

    // log
    {"$log_level", Shape::count, "0", everybody},
    {"$do_syslog", Shape::truth, "1", "chainmail"},
    {"$syslog_facility", Shape::text, "'mail'", "chainmail"},
    {"$syslog_ident", Shape::text, "'amavis'", "chainmail"},
    {"$logfile", Shape::text, "undef", "chainmail"},

    // what becomes of a message
    {"$final_virus_destiny", Shape::destiny, "D_DISCARD", "policy"},
    {"$final_spam_destiny", Shape::destiny, "D_PASS", "policy"},
    {"@local_domains_acl", Shape::any, R"((".$mydomain"))", "policy"},
    {"@local_domains_maps",
     Shape::any,
     R"((\%local_domains, \@local_domains_acl, \$local_domains_re))",
     "policy"},
    {"@bypass_virus_checks_maps",
     Shape::any,
     R"((\%bypass_virus_checks, \@bypass_virus_checks_acl, \$bypass_virus_checks_re))",
     "smtp-in virus-check virus-ask policy"},
    {"@bypass_spam_checks_maps",
     Shape::any,
     R"((\%bypass_spam_checks, \@bypass_spam_checks_acl, \$bypass_spam_checks_re))",
     "smtp-in spam-score policy"},

    // SQL
    {"@lookup_sql_dsn", Shape::databases, "()", "lookup"},
    {"$sql_lookups", Shape::derived, "@lookup_sql_dsn ? 1 : 0", "chainmail policy"},
    {"$sql_lookup_connections", Shape::count, "2", "lookup"},

    // spam
    {"$sa_tag_level_deflt", Shape::tag_level, "2.0", "policy"},
    {"$sa_tag2_level_deflt", Shape::number, "6.31", "policy"},
    {"$sa_kill_level_deflt", Shape::number, "6.31", "policy"},
    {"$sa_spam_level_char", Shape::text, "'*'", "policy"},
    {"$sa_mail_body_size_limit", Shape::count, "200*1024", "spam-score"},
    {"$sa_configpath", Shape::text, "undef", "spam-score"},
    {"$sa_siteconfigpath", Shape::text, "undef", "spam-score"},
    {"$sa_local_tests_only", Shape::true_only, "0", "spam-score"},

    // unpacking
    {"$MAXLEVELS", Shape::count, "14", "mime-split"},
    {"$MAXFILES", Shape::count, "1500", "mime-split"},
    {"$MIN_EXPANSION_QUOTA", Shape::count, "100*1024", "mime-split"},
    {"$MAX_EXPANSION_QUOTA", Shape::count, "300*1024*1024", "mime-split"},
    {"$MIN_EXPANSION_FACTOR", Shape::count, "5", "mime-split"},
    {"$MAX_EXPANSION_FACTOR", Shape::count, "500", "mime-split"},

    // viruses
    {"$clamav_database_dir", Shape::text, "'/var/lib/clamav'", "virus-check"},
    {"$virus_check_builtin", Shape::truth, "1", "chainmail virus-check virus-ask"},
    {"$virus_check_tempbase", Shape::text, "undef", "virus-check"},
    {"$virus_check_all_matches", Shape::truth, "0", "virus-check"},
    {"@av_scanners", Shape::any, "()", "chainmail virus-check virus-ask"},
    {"@av_scanners_backup", Shape::any, "()", "chainmail virus-check virus-ask"},
    {"$path", Shape::text, "undef", "chainmail virus-check virus-ask"},
    {"$first_infected_stops_scan", Shape::truth, "undef", "virus-ask"},
    {"$virus_scanners_failure_is_fatal",
     Shape::truth,
     "undef",
     "virus-check virus-ask"},
    {"$clamd_config_file", Shape::text, "'/etc/clamav/clamd.conf'", "virus-check"},

    // header fields
    {"$X_HEADER_TAG", Shape::text, "'X-Virus-Scanned'", "policy"},
    {"$X_HEADER_LINE",
     Shape::text,
     R"("Debian $myproduct_name at $mydomain")",
     "policy"},
    {"$remove_existing_x_scanned_headers", Shape::truth, "0", "policy"},
    {"$remove_existing_spam_headers", Shape::truth, "1", "policy"},
};

} // namespace

std::span<const UsedVariable> used_variables()
{
    return table;
}

} // namespace chainmail::config
