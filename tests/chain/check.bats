#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# chainmail --check and --explain: what administrators see of their configuration.
bats_require_minimum_version 1.5.0

load ../lib/common

setup() {
    conf=$BATS_TEST_TMPDIR/conf.d
    mkdir "$conf" "$BATS_TEST_TMPDIR/postfix"
    export MAIL_CONFIG=$BATS_TEST_TMPDIR/postfix
    cat >"$conf/10-site" <<'END'
$myhostname = 'mx.example.com';
$mydomain = 'example.com';
$max_servers = 5;
$policy_bank{'MYNETS'} = { spam_kill_level_maps => [12] };
END
}

# configure LINE...: the file of the administrator.
configure() { printf '%s\n' "$@" >>"$conf/50-user"; }

check() { run -0 "$build/bin/chainmail" -c "$conf" --check; }

explain() { run -0 "$build/bin/chainmail" -c "$conf" --explain "$@"; }

@test "check says in words what the settings come to" {
    configure '$final_spam_destiny = D_DISCARD;' '$sa_tag_level_deflt = undef;'
    check
    [[ $output == *"spam             is discarded, the sender hears 250  ($conf/50-user:1:1)"* ]]
    [[ $output == *"X-Spam fields     always  ($conf/50-user:2:1)"* ]]
    [[ $output == *"policy bank      MYNETS  ($conf/10-site:4:1)"* ]]
    [[ $output != *warning:* ]]
    [[ ${lines[-1]} == ok ]]
}

@test "check names the line that switches a check off" {
    configure '@bypass_virus_checks_maps = (1);'
    check
    [[ $output == *"virus check      off for everybody  ($conf/50-user:1:1)"* ]]
    [[ $output == *"warning: mail is not checked for viruses: @bypass_virus_checks_maps ($conf/50-user:1:1)"* ]]
}

@test "check compares with Postfix' number of processes" {
    printf '%s\n' 'content_filter = smtp-amavis:[127.0.0.1]:10024' >"$MAIL_CONFIG/main.cf"
    printf '%s\n' 'smtp-amavis unix - - n - 20 smtp' >"$MAIL_CONFIG/master.cf"
    check
    [[ $output == *"up to 20 connections (maxproc of smtp-amavis, master.cf:1)"* ]]
    sed -i 's/20/5/' "$MAIL_CONFIG/master.cf"
    check
    [[ $output != *maxproc* ]]
}

@test "check names what has no effect yet" {
    configure '$enable_dkim_signing = 1;'
    check
    [[ $output == *"warning: $conf/50-user:1:1: \$enable_dkim_signing has no effect yet: there is no DKIM yet"* ]]
    # Once.
    [[ $(grep -c enable_dkim_signing <<<"$output") == 1 ]]
}

@test "check names options of altermime that cannot be followed" {
    configure '@altermime_args_disclaimer = qw(--disclaimer=/etc/d.txt --removeall);'
    check
    [[ $output == *"@altermime_args_disclaimer ($conf/50-user:1:1): option --removeall is not known here: mail gets no disclaimer"* ]]
}

@test "check names an empty way for notices" {
    configure "\$notify_method = '';"
    check
    [[ $output == *"\$notify_method ($conf/50-user:1:1) is empty: mail that somebody is to be told of is answered by 451 each time"* ]]
    configure "\$notify_method = ['', 'smtp:[127.0.0.1]:10025'];"
    check
    [[ $output != *"is empty: mail that"* ]]
}

@test "no password is shown, not even of a line that cannot be read" {
    configure "@lookup_sql_dsn = ( ['DBI:Pg:database=m;host=127.0.0.1;port=1', 'u', 'geheim'] );"
    check
    [[ $output == *"SQL lookups      over 2 connections  ($conf/50-user:1:1)"* ]]
    [[ $output != *geheim* ]]
    printf '%s\n' "@lookup_sql_dsn = ( ['DBI:mysql:database=m', 'u', 'geheim'] );" >"$conf/50-user"
    run -100 "$build/bin/chainmail" -c "$conf" --check
    [[ $output == *"$conf/50-user:1:"*"@lookup_sql_dsn"* && $output != *geheim* ]]
    printf '%s\n' "@lookup_sql_dsn = ( ['DBI:Pg:database=m', 'u', 'geheim' 'x'] );" >"$conf/50-user"
    run -100 "$build/bin/chainmail" -c "$conf" --check
    [[ $output == *"$conf/50-user:1:"* && $output != *geheim* ]]
}

@test "explain says who is local, at which level, and where that stands" {
    configure "@spam_tag2_level_maps = ({'john@example.com' => 4.5, '.' => 6});"
    explain john@example.com --sender a@b.example --client 192.0.2.1
    [[ $output == *"local           yes"*"@local_domains_acl (built-in default), element .example.com"* ]]
    [[ $output == *"from 4.5 points on"*"@spam_tag2_level_maps ($conf/50-user:1:1), key john@example.com"* ]]
    [[ $output == *"policy banks    none"* ]]
    explain '<mary@other.example>'
    [[ $output == *"local           no"* && $output == *"key ."* ]]
}

@test "explain loads the banks of the client" {
    explain john@example.com --client 10.1.2.3
    [[ $output == *"policy banks    MYNETS"* && $output == *"originating     yes"* ]]
    [[ $output == *"counts as spam  from 12 points on"*"policy bank MYNETS ($conf/10-site:4:1)"* ]]
}

@test "explain asks the database, and says when it cannot be asked" {
    configure "@lookup_sql_dsn = ( ['DBI:Pg:database=m;host=127.0.0.1;port=1', 'u', 'geheim'] );"
    run -111 "$build/bin/chainmail" -c "$conf" --explain john@example.com
    [[ $output == *"no connection to the database"* && $output != *geheim* ]]
}

@test "check says what becomes of each virus scanner" {
    configure "@av_scanners = (" \
        "  ['ClamAV-clamd', \\&ask_daemon, ['CONTSCAN {}', '/var/run/clamav/clamd.ctl'], qr/OK/, qr/FOUND/, '']," \
        "  ['Truth', 'true', '{}', [0], [1]], ['None', 'nonesuch', '{}', [0], [1]]," \
        "  ['Nil', ['nonesuch'], '{}', [0], [1]], ['P', sub { 1 }]);" \
        "@av_scanners_backup = (['clamscan', 'clamscan', '{}', [0], [1]]);"
    check
    [[ $output == *"virus engine     built in  (default)
scanner          ClamAV-clamd: the built-in engine answers for it  ($conf/50-user:1:1)
scanner          Truth: asked by virus-ask  ($conf/50-user:1:1)
scanner          None: not asked: no program nonesuch  ($conf/50-user:1:1)
scanner          P: not asked: it is written in Perl  ($conf/50-user:1:1)
                 and 1 more of @av_scanners whose programs are not here
scanner          clamscan: the built-in engine answers for it  ($conf/50-user:5:1)"* ]]
    configure '$virus_check_builtin = 0;' '@av_scanners = (); @av_scanners_backup = ();'
    check
    [[ $output == *"virus engine     none built in  ($conf/50-user:6:1)"* ]]
    [[ $output == *"warning: nothing looks for viruses: "* ]]
}
