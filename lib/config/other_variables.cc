// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// amavisd's variables that have no effect here. Why not decides the group: harmless
// ones have nothing left to act on, retired ones have no effect in amavisd as well,
// pending ones wait for the feature, and the rest will never have one.
#include "config/variable_table.h"

namespace chainmail::config {

namespace {

constexpr auto harmless = Effect::harmless;
constexpr auto retired = Effect::retired;
constexpr auto pending = Effect::pending;
constexpr auto never = Effect::never;

constexpr std::string_view no_notices = "it is for notices that are not sent here";
constexpr std::string_view no_quarantine =
    "nothing is released from the quarantine yet";
constexpr std::string_view no_dkim = "there is no DKIM yet";
constexpr std::string_view no_banning = "all contents are scanned, opened or not";
constexpr std::string_view no_templates = "the log line has one form yet";
constexpr std::string_view no_storage = "nothing is stored in SQL or Redis yet";
constexpr std::string_view no_pdp = "there is no AM.PDP socket yet";
constexpr std::string_view no_tls = "there is no TLS or authentication yet";
constexpr std::string_view no_penpals = "there are no pen pals or reputations yet";
constexpr std::string_view own_engine = "the rules run in chainmail itself";
constexpr std::string_view own_state = "the supervisor keeps its state itself";
constexpr std::string_view no_programs = "no archives are unpacked by outside programs";
constexpr std::string_view no_debugging = "it is for debugging amavisd";
constexpr std::string_view off = "it only supports a feature that is off";
constexpr std::string_view sender_name =
    "'\"Content-filter at ${myhostname_utf8}\" <postmaster@${myhostname_ascii}>'";

constexpr VariableGroup table[] = {
    {harmless,
     "undef",
     own_state,
     "$pid_file $lock_file $db_home $helpers_home $enable_db $enable_zmq "
     "$snmp_contact $snmp_location"},
    {harmless, "1", own_state, "$nanny_details_level"},
    {harmless, "()", own_state, "@zmq_sockets"},
    {harmless, "20", "processes live as long as a connection", "$max_requests"},
    {harmless,
     "undef",
     "processes live as long as a connection",
     "$min_servers $min_spare_servers $max_spare_servers $listen_queue_size "
     "$instance_name"},
    {harmless, "1", "processes live as long as a connection", "$daemonize"},
    {harmless, "0", "no Perl modules are loaded", "$sa_spawned"},
    {harmless, "1", "no Perl modules are loaded", "$sa_num_instances"},
    {harmless, "()", "no Perl modules are loaded", "@additional_perl_modules"},
    {harmless, "'file'", no_programs, "$file"},
    {harmless,
     "undef",
     no_programs,
     "$gzip $bzip2 $lzop $rpm2cpio $cabextract $uncompress $unfreeze $arc "
     "$unarj $unrar $zoo $lha $pax $cpio $ar $ripole $tnef $gunzip $bunzip2 $unlzop "
     "$unstuff $dspam"},
    {harmless, "'altermime'", "no mail is altered by outside programs", "$altermime"},
    {harmless,
     "('--verbose', '--removeall')",
     "no attachments are taken away",
     "@altermime_args_defang"},
    {harmless, "()", no_programs, "@anomy_sanitizer_args"},
    {harmless, "()", no_programs, "%ENV"},
    {harmless,
     "undef",
     no_debugging,
     "$sa_debug $enable_log_capture $enable_log_capture_dump"},
    {harmless, "0", no_debugging, "$DEBUG"},
    {harmless, "1", no_debugging, "$allow_preserving_evidence"},
    {harmless, "50", no_debugging, "$macro_tests_sanity_limit"},
    {harmless, "()", no_debugging, "@debug_sender_acl %i_know_what_i_am_doing"},
    {harmless, "(\\@debug_sender_acl)", no_debugging, "@debug_sender_maps"},
    {harmless, "()", no_debugging, "@debug_recipient_maps"},
    {harmless,
     sender_name,
     no_notices,
     "$hdrfrom_notify_release $hdrfrom_notify_report"},
    {harmless,
     "undef",
     "notifications to senders have the null sender",
     "$mailfrom_notify_sender"},
    {harmless, "'UTF-8'", no_notices, "$hdr_encoding $bdy_encoding"},
    {harmless, "'Q'", no_notices, "$hdr_encoding_qb"},
    {harmless, "undef", no_quarantine, "$release_method"},
    {harmless, "'smtp:[127.0.0.1]:25'", no_quarantine, "$requeue_method"},
    {harmless, "'resend'", no_quarantine, "$release_format"},
    {harmless, "'arf'", no_quarantine, "$report_format"},
    {harmless, "1", no_quarantine, "$auth_required_release"},
    {harmless, "''", no_quarantine, "$attachment_password"},
    {harmless, "'msg-%m.eml'", no_quarantine, "$attachment_email_name"},
    {harmless, "'msg-%m.zip'", no_quarantine, "$attachment_outer_name"},
    {harmless, "7*24*60*60", off, "$penpals_halflife"},
    {harmless, "1", off, "$penpals_threshold_low $enable_ip_repu"},
    {harmless,
     "undef",
     off,
     "$penpals_threshold_high $ip_repu_score_limit $redis_logging_queue_size_limit "
     "$default_ldap $timestamp_fmt_mysql $smtpd_tls_cert_file $smtpd_tls_key_file"},
    {harmless, "0.2", off, "$reputation_factor"},
    {harmless, "16*24*60*60", off, "$storage_redis_ttl"},
    {harmless, "1024", off, "$dkim_minimum_key_bits"},
    {harmless, "0", off, "$ldap_lookups_no_at_means_domain"},
    {harmless, "16384", off, "$sql_quarantine_chunksize_max"},
    {harmless, "1", off, "$sql_store_info_for_all_msgs $database_sessions_persistent"},
    {harmless, "(\\@ip_repu_ignore_networks)", off, "@ip_repu_ignore_maps"},
    {harmless,
     "()",
     off,
     "@ip_repu_ignore_networks %signed_header_fields "
     "@dkim_signature_options_bysender_maps %smtp_tls_client_verifycn_name_maps"},
    {harmless, "(SSL_verifycn_scheme => 'smtp')", off, "%smtp_tls_client_options"},
    {harmless,
     "(SSL_verifycn_scheme => 'smtp', SSL_session_cache => 2)",
     off,
     "%smtpd_tls_server_options"},
    {harmless,
     "1",
     "connections are not kept",
     "$smtp_connection_cache_on_demand $smtp_connection_cache_enable"},
    {harmless, "0", "it is for milters", "$prepend_header_fields_hdridx"},

    {retired, "(1)", "", "$insert_received_line $sa_spam_modifies_subj"},
    {retired,
     "(undef, 0, '')",
     "",
     "$relayhost_is_client $warnvirussender $warnspamsender $sa_spam_report_header "
     "$sa_auto_whitelist $notify_xmailer_header $append_header_fields_to_bottom "
     "$gets_addr_in_quoted_form $virus_check_negative_ttl $virus_check_positive_ttl "
     "$spam_check_negative_ttl $spam_check_positive_ttl"},
    {retired, "(undef, 1, 0)", "", "$enable_global_cache"},
    {retired, "(30)", "", "$sa_timeout"},
    {retired, "('debug')", "", "$syslog_priority"},
    {retired, "('mail.debug')", "", "$SYSLOG_LEVEL"},

    {never,
     "(undef, '', 0)",
     "SQL is the one database that can be asked; use @lookup_sql_dsn",
     "$enable_ldap"},
    {never,
     "('', undef, 0, '/')",
     "each program confines itself; remove the line",
     "$daemon_chroot_dir"},

    // Off when undef, '' or 0, and off here.
    {pending, "(undef, '', 0)", no_pdp, "$protocol"},
    {pending,
     "(undef, '', 0)",
     "it is for uses that are not built yet",
     "$haproxy_target_enabled $local_client_bind_address $bypass_decode_parts "
     "$sa_userprefs_file"},
    {pending, "(0, undef, '')", "Courier is not served", "$courierfilter_shutdown"},
    {pending,
     "(undef, '', 0)",
     no_tls,
     "$tls_security_level_in $tls_security_level_out $auth_required_inp "
     "$auth_required_out $auth_reauthenticate_forwarded $amavis_auth_user "
     "$amavis_auth_pass"},
    {pending, "(undef, '', 0)", no_programs, "$enable_anomy_sanitizer"},
    {pending,
     "(undef, '', 0)",
     no_dkim,
     "$enable_dkim_verification $enable_dkim_signing $dkim_signing_service"},
    {pending, "(undef, '', 0)", no_storage, "$redis_logging_key $partition_tag"},
    {pending,
     "(undef, '', 0)",
     no_penpals,
     "$penpals_bonus_score $os_fingerprint_method $os_fingerprint_dst_ip_and_port"},
    {pending, "(0, undef, '')", no_penpals, "$bounce_killer_score"},
    // Off when undef; '' or 0 would mean something.
    {pending, "(undef)", no_templates, "$log_recip_templ"},
    {pending, "(undef)", no_banning, "$keep_decoded_original_re"},
    // amavisd's texts are not known here: reading them gives undef.
    {pending, "(undef)", no_templates, "$log_short_templ $log_verbose_templ"},
    {pending, "(980)", no_templates, "$logline_maxlen"},
    {harmless,
     "undef",
     no_notices,
     "$notify_release_templ $notify_report_templ $notify_autoresp_templ"},
    {pending, "(72)", "the length of mail_id is fixed", "$mail_id_size_bits"},
    {pending,
     "(undef)",
     "it says what amavisd is",
     "$myprogram_name $policy_bank_name $sql_schema_version $myversion $myversion_id "
     "$myversion_date $myversion_id_numeric"},
    {pending, "([])", no_programs, "@decoders"},
    {pending, "({})", "the active bank is not read from files", "%current_policy_bank"},
    {pending,
     "({CC_CATCHALL, \\$notify_release_templ})",
     no_notices,
     "%notify_release_templ_by_ccat"},
    {pending,
     "({CC_CATCHALL, \\$notify_report_templ})",
     no_notices,
     "%notify_report_templ_by_ccat"},
    {pending,
     "({CC_CATCHALL, \\$notify_autoresp_templ})",
     no_notices,
     "%notify_autoresp_templ_by_ccat"},
    {pending,
     "({CC_CATCHALL, \\$hdrfrom_notify_release})",
     no_notices,
     "%hdrfrom_notify_release_by_ccat"},
    {pending,
     "({CC_CATCHALL, \\$hdrfrom_notify_report})",
     no_notices,
     "%hdrfrom_notify_report_by_ccat"},
    {pending, "([])", "groups are left to the supervisor", "@daemon_groups"},
    {pending, "([])", no_tls, "@auth_mech_avail"},
    {pending, "([])", no_dkim, "@author_to_policy_bank_maps"},
    {pending, "([])", no_dkim, "@signer_reputation_maps @dkim_signing_keys_list"},
    {pending, "([])", no_dkim, "@dkim_signing_keys_storage"},
    {pending, "({})", no_dkim, "%dkim_signing_keys_by_domain"},
    {pending,
     "([])",
     "it has no effect in amavisd's present version",
     "@spam_modifies_subj_maps"},
    {pending, "([])", own_engine, "@sa_userconf_maps @sa_username_maps"},
    {pending,
     "([['SpamAssassin', 'Amavis::SpamControl::SpamAssassin']])",
     own_engine,
     "@spam_scanners"},
    {pending, "([])", no_storage, "@storage_sql_dsn", Shape::databases},
    {pending, "([])", no_storage, "@storage_redis_dsn"},

    {pending, "('SHA1')", "digests are not made yet", "$mail_part_digest_algorithm"},

    // Lists that name the parts above.
    {pending,
     "([\\$keep_decoded_original_re], [])",
     no_banning,
     "@keep_decoded_original_maps"},
};

} // namespace

std::span<const VariableGroup> other_variables()
{
    return table;
}

} // namespace chainmail::config
