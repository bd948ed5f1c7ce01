// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The settings of quarantines, notices and delivery status notifications. Their users
// check the shapes.
#include "config/variable_table.h"

namespace chainmail::config {

namespace {

constexpr auto used = Effect::used;

constexpr std::string_view sender_name =
    "'\"Content-filter at ${myhostname_utf8}\" <postmaster@${myhostname_ascii}>'";

constexpr VariableGroup table[] = {
    // quarantine
    {used, "undef", "chainmail smtp-out", "$QUARANTINEDIR", Shape::text},
    {used, "undef", "smtp-out", "$quarantine_subdir_levels", Shape::count},
    {used, "('MD5')", "smtp-out", "$mail_digest_algorithm", Shape::text},
    {used, "()", "smtp-out", "%local_delivery_aliases"},
    {used, "undef", "policy", "$mailfrom_to_quarantine"},
    {used, "'local:virus-%m'", "policy", "$virus_quarantine_method"},
    {used, "'local:banned-%m'", "policy", "$banned_files_quarantine_method"},
    {used, "'local:spam-%m.gz'", "policy", "$spam_quarantine_method"},
    {used, "'local:badh-%m'", "policy", "$bad_header_quarantine_method"},
    {used,
     "undef",
     "policy",
     "$unchecked_quarantine_method $clean_quarantine_method "
     "$archive_quarantine_method $spam_quarantine_bysender_to"},
    {used, "'virus-quarantine'", "policy", "$virus_quarantine_to"},
    {used, "'banned-quarantine'", "policy", "$banned_quarantine_to"},
    {used, "'unchecked-quarantine'", "policy", "$unchecked_quarantine_to"},
    {used, "'spam-quarantine'", "policy", "$spam_quarantine_to"},
    {used, "'bad-header-quarantine'", "policy", "$bad_header_quarantine_to"},
    {used, "'clean-quarantine'", "policy", "$clean_quarantine_to"},
    {used, "'archive-quarantine'", "policy", "$archive_quarantine_to"},
    {used, "(\\$virus_quarantine_to)", "policy", "@virus_quarantine_to_maps"},
    {used, "(\\$banned_quarantine_to)", "policy", "@banned_quarantine_to_maps"},
    {used, "(\\$unchecked_quarantine_to)", "policy", "@unchecked_quarantine_to_maps"},
    {used, "(\\$spam_quarantine_to)", "policy", "@spam_quarantine_to_maps"},
    {used, "(\\$bad_header_quarantine_to)", "policy", "@bad_header_quarantine_to_maps"},
    {used, "(\\$clean_quarantine_to)", "policy", "@clean_quarantine_to_maps"},
    {used, "(\\$archive_quarantine_to)", "policy", "@archive_quarantine_to_maps"},
    {used,
     "(\\$spam_quarantine_bysender_to)",
     "policy",
     "@spam_quarantine_bysender_to_maps"},
    {used, "undef", "policy", "$sa_quarantine_cutoff_level"},
    {used,
     "(\\$sa_quarantine_cutoff_level)",
     "policy",
     "@spam_quarantine_cutoff_level_maps"},
    {used,
     "(CC_VIRUS, \\$virus_quarantine_method, "
     "CC_BANNED, \\$banned_files_quarantine_method, "
     "CC_UNCHECKED, \\$unchecked_quarantine_method, "
     "CC_SPAM, \\$spam_quarantine_method, CC_BADH, \\$bad_header_quarantine_method, "
     "CC_CLEAN, \\$clean_quarantine_method)",
     "policy",
     "%quarantine_method_by_ccat"},
    {used,
     "(CC_VIRUS, \\@virus_quarantine_to_maps, CC_BANNED, \\@banned_quarantine_to_maps, "
     "CC_UNCHECKED, \\@unchecked_quarantine_to_maps, "
     "CC_SPAM, \\@spam_quarantine_to_maps, CC_BADH, \\@bad_header_quarantine_to_maps, "
     "CC_CLEAN, \\@clean_quarantine_to_maps)",
     "policy",
     "%quarantine_to_maps_by_ccat"},

    // notices
    {used, "'smtp:[127.0.0.1]:10025'", "policy smtp-out", "$notify_method"},
    {used,
     "undef",
     "policy",
     "$virus_admin $spam_admin $banned_admin $bad_header_admin $newvirus_admin "
     "$warnvirusrecip $warnbannedrecip $warnbadhrecip $warn_offsite"},
    {used, "()", "policy", "%virus_admin %spam_admin"},
    {used, "(\\%virus_admin, \\$virus_admin)", "policy", "@virus_admin_maps"},
    {used,
     "(\\$banned_admin, \\%virus_admin, \\$virus_admin)",
     "policy",
     "@banned_admin_maps"},
    {used, "(\\$bad_header_admin)", "policy", "@bad_header_admin_maps"},
    {used, "(\\%spam_admin, \\$spam_admin)", "policy", "@spam_admin_maps"},
    {used, "(\\$newvirus_admin)", "policy", "@newvirus_admin_maps"},
    {used, "()", "policy", "@spam_notifyadmin_cutoff_level_maps"},
    {used, "(\\$warnvirusrecip)", "policy", "@warnvirusrecip_maps"},
    {used, "(\\$warnbannedrecip)", "policy", "@warnbannedrecip_maps"},
    {used, "(\\$warnbadhrecip)", "policy", "@warnbadhrecip_maps"},
    {used,
     "(CC_VIRUS, \\@virus_admin_maps, CC_BANNED, \\@banned_admin_maps, "
     "CC_UNCHECKED, \\@virus_admin_maps, CC_SPAM, \\@spam_admin_maps, "
     "CC_BADH, \\@bad_header_admin_maps)",
     "policy",
     "%admin_maps_by_ccat"},
    {used,
     "(CC_VIRUS, \\@warnvirusrecip_maps, CC_BANNED, \\@warnbannedrecip_maps, "
     "CC_SPAM, undef, CC_BADH, \\@warnbadhrecip_maps)",
     "policy",
     "%warnrecip_maps_by_ccat"},
    {used,
     "undef",
     "policy",
     "$notify_sender_templ $notify_virus_sender_templ $notify_spam_sender_templ "
     "$notify_virus_admin_templ $notify_spam_admin_templ $notify_virus_recips_templ "
     "$notify_spam_recips_templ"},
    {used,
     "(CC_SPAM, \\$notify_spam_admin_templ, CC_CATCHALL, \\$notify_virus_admin_templ)",
     "policy",
     "%notify_admin_templ_by_ccat"},
    {used,
     "(CC_SPAM, \\$notify_spam_recips_templ, "
     "CC_CATCHALL, \\$notify_virus_recips_templ)",
     "policy",
     "%notify_recips_templ_by_ccat"},
    {used, sender_name, "policy", "$hdrfrom_notify_sender"},
    // Who sends a notice is also in its From field.
    {used,
     "($mailfrom_notify_recip // '') eq '' ? $hdrfrom_notify_sender : "
     "'\"Content-filter at ${myhostname_utf8}\" <' . $mailfrom_notify_recip . '>'",
     "policy",
     "$hdrfrom_notify_recip"},
    {used,
     "($mailfrom_notify_admin // '') eq '' ? $hdrfrom_notify_sender : "
     "'\"Content-filter at ${myhostname_utf8}\" <' . $mailfrom_notify_admin . '>'",
     "policy",
     "$hdrfrom_notify_admin"},
    {used,
     "($mailfrom_notify_spamadmin // '') eq '' ? $hdrfrom_notify_sender : "
     "'\"Content-filter at ${myhostname_utf8}\" <' . $mailfrom_notify_spamadmin . '>'",
     "policy",
     "$hdrfrom_notify_spamadmin"},
    {used,
     "(CC_SPAM, \\$hdrfrom_notify_spamadmin, CC_CATCHALL, \\$hdrfrom_notify_admin)",
     "policy",
     "%hdrfrom_notify_admin_by_ccat"},
    {used,
     "(CC_CATCHALL, \\$hdrfrom_notify_recip)",
     "policy",
     "%hdrfrom_notify_recip_by_ccat"},
    {used,
     "undef",
     "policy",
     "$mailfrom_notify_recip $mailfrom_notify_admin $mailfrom_notify_spamadmin"},
    {used,
     "(CC_SPAM, \\$mailfrom_notify_spamadmin, CC_CATCHALL, \\$mailfrom_notify_admin)",
     "policy",
     "%mailfrom_notify_admin_by_ccat"},
    {used,
     "(CC_CATCHALL, \\$mailfrom_notify_recip)",
     "policy",
     "%mailfrom_notify_recip_by_ccat"},

    // delivery status notifications
    {used,
     "undef",
     "policy",
     "$sa_dsn_cutoff_level $sa_crediblefrom_dsn_cutoff_level "
     "$viruses_that_fake_sender_re $dsn_bcc"},
    {used,
     "(\\$sa_dsn_cutoff_level)",
     "policy",
     "@spam_dsn_cutoff_level_maps @spam_dsn_cutoff_level_bysender_maps"},
    {used,
     "(\\$sa_crediblefrom_dsn_cutoff_level)",
     "policy",
     "@spam_crediblefrom_dsn_cutoff_level_maps "
     "@spam_crediblefrom_dsn_cutoff_level_bysender_maps"},
    {used,
     "(\\$viruses_that_fake_sender_re, 1)",
     "policy",
     "@viruses_that_fake_sender_maps"},
    {used, "(CC_CATCHALL, \\$dsn_bcc)", "policy", "%dsn_bcc_by_ccat"},
    {used,
     "(CC_VIRUS, undef, CC_BANNED, \\$warnbannedsender, CC_SPAM, undef, "
     "CC_BADH, \\$warnbadhsender)",
     "policy",
     "%warnsender_by_ccat"},
    {used,
     "(CC_VIRUS, \\$notify_virus_sender_templ, "
     "CC_BANNED, \\$notify_virus_sender_templ, CC_SPAM, \\$notify_spam_sender_templ, "
     "CC_CATCHALL, \\$notify_sender_templ)",
     "policy",
     "%notify_sender_templ_by_ccat"},
    {used,
     "(CC_CATCHALL, \\$hdrfrom_notify_sender)",
     "policy",
     "%hdrfrom_notify_sender_by_ccat"},
    {used, "1", "smtp-out", "$propagate_dsn_if_possible", Shape::truth},
    {used, "undef", "smtp-out", "$terminate_dsn_on_notify_success", Shape::truth},
};

} // namespace

std::span<const VariableGroup> disposal_variables()
{
    return table;
}

} // namespace chainmail::config
