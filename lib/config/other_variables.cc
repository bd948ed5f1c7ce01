// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// amavisd's variables that have no effect here. Whether that is fine decides the group:
// harmless ones have nothing left to act on; unsupported ones would.
#include "config/variable_table.h"

namespace chainmail::config {

namespace {

constexpr auto harmless = Effect::harmless;
constexpr auto retired = Effect::retired;
constexpr auto unsupported = Effect::unsupported;

constexpr VariableGroup table[] = {
    {harmless,
     "",
     "the supervisor keeps its state in /run/chainmail",
     "$pid_file $lock_file $db_home $helpers_home $enable_db $enable_zmq "
     "$nanny_details_level $snmp_contact $snmp_location"},
    {harmless, "", "the supervisor keeps its state in /run/chainmail", "@zmq_sockets"},
    {harmless,
     "",
     "processes live as long as a connection",
     "$max_requests $min_servers $min_spare_servers $max_spare_servers $daemonize "
     "$listen_queue_size $instance_name"},
    {harmless, "", "no Perl modules are loaded", "$sa_spawned $sa_num_instances"},
    {harmless, "", "no Perl modules are loaded", "@additional_perl_modules"},
    {harmless,
     "",
     "no outside program is run",
     "$path $file $gzip $bzip2 $lzop $rpm2cpio $cabextract $uncompress $unfreeze $arc "
     "$unarj $unrar $zoo $lha $pax $cpio $ar $ripole $tnef $gunzip $bunzip2 $unlzop "
     "$unstuff $dspam $altermime"},
    {harmless,
     "",
     "no outside program is run",
     "@altermime_args_defang @altermime_args_disclaimer @anomy_sanitizer_args "
     "@disclaimer_options_bysender_maps"},
    {harmless, "", "no outside program is run", "$outbound_disclaimers_only"},
    {harmless, "", "no outside program is run", "%ENV"},
    {harmless,
     "",
     "debugging",
     "$DEBUG $sa_debug $enable_log_capture $enable_log_capture_dump "
     "$allow_preserving_evidence $macro_tests_sanity_limit"},
    {harmless, "", "debugging", "@debug_sender_acl %i_know_what_i_am_doing"},
    {harmless, "(\\@debug_sender_acl)", "debugging", "@debug_sender_maps"},
    {harmless, "", "debugging", "@debug_recipient_maps"},
    {harmless, "'smtp:[127.0.0.1]:10025'", "no notices are sent", "$notify_method"},
    {harmless,
     "",
     "no notices are sent",
     "$mailfrom_notify_sender $mailfrom_notify_recip "
     "$mailfrom_notify_admin $mailfrom_notify_spamadmin $hdrfrom_notify_sender "
     "$hdrfrom_notify_recip $hdrfrom_notify_admin $hdrfrom_notify_spamadmin "
     "$hdrfrom_notify_release $hdrfrom_notify_report $hdr_encoding $bdy_encoding "
     "$hdr_encoding_qb $warn_offsite $sa_dsn_cutoff_level "
     "$sa_crediblefrom_dsn_cutoff_level $viruses_that_fake_sender_re $dsn_bcc"},
    {harmless,
     "",
     "no notices are sent",
     "@viruses_that_fake_sender_maps @spam_dsn_cutoff_level_maps "
     "@spam_dsn_cutoff_level_bysender_maps @spam_crediblefrom_dsn_cutoff_level_maps "
     "@spam_crediblefrom_dsn_cutoff_level_bysender_maps"},
    {harmless,
     "",
     "nothing is quarantined",
     "$quarantine_subdir_levels $mailfrom_to_quarantine $sa_quarantine_cutoff_level "
     "$release_method $requeue_method $resend_method $release_format $report_format "
     "$auth_required_release $attachment_password $attachment_email_name "
     "$attachment_outer_name"},
    {harmless,
     "",
     "nothing is quarantined",
     "@spam_quarantine_cutoff_level_maps %local_delivery_aliases"},
    {harmless,
     "",
     "addresses are not extended",
     "$recipient_delimiter $replace_existing_extension"},
    {harmless,
     "",
     "it only supports a feature that is off",
     "$penpals_halflife $penpals_threshold_low $penpals_threshold_high "
     "$reputation_factor $storage_redis_ttl $enable_ip_repu $ip_repu_score_limit "
     "$redis_logging_queue_size_limit $dkim_minimum_key_bits $default_ldap "
     "$ldap_lookups_no_at_means_domain $sql_lookups_no_at_means_domain "
     "$sql_allow_8bit_address $sql_quarantine_chunksize_max $sql_select_policy "
     "$sql_select_white_black_list $sql_store_info_for_all_msgs $timestamp_fmt_mysql "
     "$database_sessions_persistent $lookup_maps_imply_sql_and_ldap "
     "$trim_trailing_space_in_lookup_result_fields $smtpd_tls_cert_file "
     "$smtpd_tls_key_file $unix_socket_mode"},
    {harmless,
     "",
     "it only supports a feature that is off",
     "@ip_repu_ignore_maps @ip_repu_ignore_networks %signed_header_fields "
     "@dkim_signature_options_bysender_maps %smtpd_tls_server_options "
     "%smtp_tls_client_options %smtp_tls_client_verifycn_name_maps %sql_clause"},
    {harmless,
     "",
     "it only chooses a policy bank, and there are none",
     "@mynetworks @mynetworks_maps @client_ipaddr_policy @author_to_policy_bank_maps "
     "@virus_name_to_policy_bank_maps"},
    {harmless,
     "",
     "connections are not kept",
     "$smtp_connection_cache_on_demand $smtp_connection_cache_enable"},
    {harmless, "", "there is one virus scanner", "$first_infected_stops_scan"},

    {retired, "(1)", "", "$insert_received_line $sa_spam_modifies_subj"},
    {retired,
     "(undef, 0, '')",
     "",
     "$relayhost_is_client $warnvirussender $warnspamsender $sa_spam_report_header "
     "$sa_auto_whitelist $notify_xmailer_header $append_header_fields_to_bottom "
     "$gets_addr_in_quoted_form $virus_check_negative_ttl $virus_check_positive_ttl "
     "$spam_check_negative_ttl $spam_check_positive_ttl"},
    {retired, "(1, 0, undef)", "", "$enable_global_cache"},
    {retired, "(30)", "", "$sa_timeout"},
    {retired, "('debug')", "", "$syslog_priority"},
    {retired, "('mail.debug')", "", "$SYSLOG_LEVEL"},

    // Off when undef, '' or 0, and off here.
    {unsupported,
     "(undef, '', 0)",
     "",
     "$unix_socketname $daemon_chroot_dir $courierfilter_shutdown $soft_bounce "
     "$originating $haproxy_target_enabled $protocol $tls_security_level_in "
     "$tls_security_level_out $auth_required_inp $auth_required_out "
     "$auth_reauthenticate_forwarded $amavis_auth_user $amavis_auth_pass "
     "$local_client_bind_address $terminate_dsn_on_notify_success $always_bcc "
     "$localpart_is_case_sensitive $bypass_decode_parts $sa_userprefs_file"},
    {unsupported,
     "(undef, '', 0)",
     "",
     "$virus_admin $spam_admin $banned_admin $bad_header_admin $newvirus_admin "
     "$warnvirusrecip $warnbannedrecip $warnbadhrecip $warnbannedsender "
     "$warnbadhsender"},
    {unsupported,
     "(undef, '', 0)",
     "",
     "$QUARANTINEDIR $unchecked_quarantine_method $clean_quarantine_method "
     "$archive_quarantine_method $spam_quarantine_bysender_to"},
    {unsupported,
     "(undef, '', 0)",
     "",
     "$defang_virus $defang_banned $defang_spam $defang_bad_header "
     "$defang_undecipherable $defang_all $allow_disclaimers $enable_anomy_sanitizer "
     "$addr_extension_virus $addr_extension_spam $addr_extension_banned "
     "$addr_extension_bad_header"},
    {unsupported, "(undef, '')", "", "$sa_spam_subject_tag $sa_spam_subject_tag1"},
    {unsupported,
     "(undef, '', 0)",
     "",
     "$enable_dkim_verification $enable_dkim_signing $dkim_signing_service "
     "$enable_ldap "
     "$redis_logging_key $penpals_bonus_score $bounce_killer_score "
     "$os_fingerprint_method $os_fingerprint_dst_ip_and_port $partition_tag"},
    // Off when undef; '' or 0 would mean something.
    {unsupported,
     "(undef)",
     "",
     "$sa_tag3_level_deflt $log_recip_templ $myauthservid "
     "$virus_scanners_failure_is_fatal "
     "$local_domains_re $bypass_virus_checks_re $bypass_spam_checks_re "
     "$bypass_banned_checks_re $bypass_header_checks_re $virus_lovers_re "
     "$spam_lovers_re $banned_files_lovers_re $bad_header_lovers_re "
     "$whitelist_sender_re $blacklist_sender_re $banned_filename_re "
     "$banned_namepath_re $keep_decoded_original_re $map_full_type_to_short_type_re "
     "$per_recip_whitelist_sender_lookup_tables "
     "$per_recip_blacklist_sender_lookup_tables"},
    // Nothing is to be had by assigning these.
    {unsupported,
     "",
     "",
     "$log_templ $log_short_templ $log_verbose_templ $logline_maxlen "
     "$notify_sender_templ $notify_virus_sender_templ $notify_spam_sender_templ "
     "$notify_virus_admin_templ $notify_spam_admin_templ $notify_virus_recips_templ "
     "$notify_spam_recips_templ $notify_release_templ $notify_report_templ "
     "$notify_autoresp_templ $smtpd_greeting_banner $smtpd_quit_banner "
     "$mail_id_size_bits $myprogram_name $policy_bank_name $sql_schema_version "
     "$myversion $myversion_id $myversion_date $myversion_id_numeric"},
    {unsupported,
     "",
     "",
     "@av_scanners @decoders %policy_bank %interface_policy %current_policy_bank "
     "%allowed_added_header_fields %prefer_our_added_header_fields "
     "%allowed_header_tests %final_destiny_maps_by_ccat %forward_method_maps_by_ccat "
     "%lovers_maps_by_ccat %defang_maps_by_ccat %subject_tag_maps_by_ccat "
     "%quarantine_method_by_ccat %quarantine_to_maps_by_ccat %admin_maps_by_ccat "
     "%warnrecip_maps_by_ccat %warnsender_by_ccat %always_bcc_by_ccat %dsn_bcc_by_ccat "
     "%addr_extension_maps_by_ccat %addr_rewrite_maps_by_ccat %smtp_reason_by_ccat "
     "%notify_admin_templ_by_ccat %notify_recips_templ_by_ccat "
     "%notify_sender_templ_by_ccat %notify_autoresp_templ_by_ccat "
     "%notify_release_templ_by_ccat %notify_report_templ_by_ccat "
     "%hdrfrom_notify_admin_by_ccat %hdrfrom_notify_recip_by_ccat "
     "%hdrfrom_notify_sender_by_ccat %hdrfrom_notify_release_by_ccat "
     "%hdrfrom_notify_report_by_ccat %mailfrom_notify_admin_by_ccat "
     "%mailfrom_notify_recip_by_ccat @virus_name_to_spam_score_maps "
     "@map_full_type_to_short_type_maps"},
    // Empty, and nobody matches.
    {unsupported,
     "([])",
     "",
     "@daemon_groups @listen_sockets @auth_mech_avail @av_scanners_backup "
     "@bypass_virus_checks_acl @bypass_spam_checks_acl @bypass_banned_checks_acl "
     "@bypass_header_checks_acl @virus_lovers_acl @spam_lovers_acl "
     "@banned_files_lovers_acl @bad_header_lovers_acl @unchecked_lovers_maps "
     "@whitelist_sender_acl @blacklist_sender_acl @score_sender_maps "
     "@signer_reputation_maps @message_size_limit_maps @spam_subject_tag3_maps "
     "@spam_tag3_level_maps @spam_notifyadmin_cutoff_level_maps "
     "@spam_modifies_subj_maps "
     "@forward_method_maps @sa_userconf_maps @sa_username_maps @lookup_sql_dsn "
     "@storage_sql_dsn @storage_redis_dsn @dkim_signing_keys_list "
     "@dkim_signing_keys_storage"},
    {unsupported,
     "({})",
     "",
     "%local_domains %bypass_virus_checks %bypass_spam_checks %bypass_banned_checks "
     "%bypass_header_checks %virus_lovers %spam_lovers %banned_files_lovers "
     "%bad_header_lovers %whitelist_sender %blacklist_sender %virus_admin %spam_admin "
     "%banned_rules %dkim_signing_keys_by_domain"},

    {unsupported, "('local:virus-%m', undef, '')", "", "$virus_quarantine_method"},
    {unsupported,
     "('local:banned-%m', undef, '')",
     "",
     "$banned_files_quarantine_method"},
    {unsupported, "('local:spam-%m.gz', undef, '')", "", "$spam_quarantine_method"},
    {unsupported, "('local:badh-%m', undef, '')", "", "$bad_header_quarantine_method"},
    {unsupported, "('virus-quarantine', undef, '')", "", "$virus_quarantine_to"},
    {unsupported, "('banned-quarantine', undef, '')", "", "$banned_quarantine_to"},
    {unsupported,
     "('unchecked-quarantine', undef, '')",
     "",
     "$unchecked_quarantine_to"},
    {unsupported, "('spam-quarantine', undef, '')", "", "$spam_quarantine_to"},
    {unsupported,
     "('bad-header-quarantine', undef, '')",
     "",
     "$bad_header_quarantine_to"},
    {unsupported, "('clean-quarantine', undef, '')", "", "$clean_quarantine_to"},
    {unsupported, "('archive-quarantine', undef, '')", "", "$archive_quarantine_to"},
    {unsupported, "(D_DISCARD, D_PASS)", "", "$final_banned_destiny"},
    {unsupported, "(D_PASS)", "", "$final_unchecked_destiny $final_bad_header_destiny"},
    {unsupported, "('***UNCHECKED*** ', undef, '')", "", "$undecipherable_subject_tag"},
    {unsupported,
     "(1)",
     "",
     "$propagate_dsn_if_possible $allow_fixing_improper_header "
     "$allow_fixing_improper_header_folding $allow_fixing_long_header_lines "
     "$enforce_smtpd_message_size_limit_64kb_min"},
    {unsupported, "(0, undef)", "", "$prepend_header_fields_hdridx"},
    {unsupported, "('MD5')", "", "$mail_digest_algorithm"},
    {unsupported, "('SHA1')", "", "$mail_part_digest_algorithm"},
    {unsupported, "([qw(127.0.0.1 [::1])])", "", "@inet_acl"},
    {unsupported,
     "([['SpamAssassin', 'Amavis::SpamControl::SpamAssassin']])",
     "",
     "@spam_scanners"},

    // Lists that name the parts above; any other content would be heeded by amavisd.
    {unsupported,
     "([\\%bypass_banned_checks, \\@bypass_banned_checks_acl, "
     "\\$bypass_banned_checks_re], [1])",
     "",
     "@bypass_banned_checks_maps"},
    {unsupported,
     "([\\%bypass_header_checks, \\@bypass_header_checks_acl, "
     "\\$bypass_header_checks_re], [1])",
     "",
     "@bypass_header_checks_maps"},
    {unsupported,
     "([\\%virus_lovers, \\@virus_lovers_acl, \\$virus_lovers_re], [])",
     "",
     "@virus_lovers_maps"},
    {unsupported,
     "([\\%spam_lovers, \\@spam_lovers_acl, \\$spam_lovers_re], [])",
     "",
     "@spam_lovers_maps"},
    {unsupported,
     "([\\%banned_files_lovers, \\@banned_files_lovers_acl, "
     "\\$banned_files_lovers_re], [])",
     "",
     "@banned_files_lovers_maps"},
    {unsupported,
     "([\\%bad_header_lovers, \\@bad_header_lovers_acl, "
     "\\$bad_header_lovers_re], [])",
     "",
     "@bad_header_lovers_maps"},
    {unsupported,
     "([\\%whitelist_sender, \\@whitelist_sender_acl, "
     "\\$whitelist_sender_re], [])",
     "",
     "@whitelist_sender_maps"},
    {unsupported,
     "([\\%blacklist_sender, \\@blacklist_sender_acl, "
     "\\$blacklist_sender_re], [])",
     "",
     "@blacklist_sender_maps"},
    {unsupported, "([\\$warnvirusrecip], [])", "", "@warnvirusrecip_maps"},
    {unsupported, "([\\$warnbannedrecip], [])", "", "@warnbannedrecip_maps"},
    {unsupported, "([\\$warnbadhrecip], [])", "", "@warnbadhrecip_maps"},
    {unsupported, "([\\$newvirus_admin], [])", "", "@newvirus_admin_maps"},
    {unsupported, "([\\%virus_admin, \\$virus_admin], [])", "", "@virus_admin_maps"},
    {unsupported,
     "([\\$banned_admin, \\%virus_admin, \\$virus_admin], [])",
     "",
     "@banned_admin_maps"},
    {unsupported, "([\\$bad_header_admin], [])", "", "@bad_header_admin_maps"},
    {unsupported, "([\\%spam_admin, \\$spam_admin], [])", "", "@spam_admin_maps"},
    {unsupported, "([\\$virus_quarantine_to], [])", "", "@virus_quarantine_to_maps"},
    {unsupported, "([\\$banned_quarantine_to], [])", "", "@banned_quarantine_to_maps"},
    {unsupported,
     "([\\$unchecked_quarantine_to], [])",
     "",
     "@unchecked_quarantine_to_maps"},
    {unsupported, "([\\$spam_quarantine_to], [])", "", "@spam_quarantine_to_maps"},
    {unsupported,
     "([\\$spam_quarantine_bysender_to], [])",
     "",
     "@spam_quarantine_bysender_to_maps"},
    {unsupported,
     "([\\$bad_header_quarantine_to], [])",
     "",
     "@bad_header_quarantine_to_maps"},
    {unsupported, "([\\$clean_quarantine_to], [])", "", "@clean_quarantine_to_maps"},
    {unsupported,
     "([\\$archive_quarantine_to], [])",
     "",
     "@archive_quarantine_to_maps"},
    {unsupported,
     "([\\$keep_decoded_original_re], [])",
     "",
     "@keep_decoded_original_maps"},
    {unsupported, "(['DEFAULT'], [])", "", "@banned_filename_maps"},
    {unsupported, "([\\$sa_tag_level_deflt])", "", "@spam_tag_level_maps"},
    {unsupported, "([\\$sa_tag2_level_deflt])", "", "@spam_tag2_level_maps"},
    {unsupported, "([\\$sa_kill_level_deflt])", "", "@spam_kill_level_maps"},
    {unsupported, "([\\$sa_spam_subject_tag1], [])", "", "@spam_subject_tag_maps"},
    {unsupported, "([\\$sa_spam_subject_tag], [])", "", "@spam_subject_tag2_maps"},
    {unsupported,
     "([\\$remove_existing_spam_headers])",
     "",
     "@remove_existing_spam_headers_maps"},
    {unsupported, "([\\$addr_extension_virus], [])", "", "@addr_extension_virus_maps"},
    {unsupported, "([\\$addr_extension_spam], [])", "", "@addr_extension_spam_maps"},
    {unsupported,
     "([\\$addr_extension_banned], [])",
     "",
     "@addr_extension_banned_maps"},
    {unsupported,
     "([\\$addr_extension_bad_header], [])",
     "",
     "@addr_extension_bad_header_maps"},
};

} // namespace

std::span<const VariableGroup> other_variables()
{
    return table;
}

} // namespace chainmail::config
