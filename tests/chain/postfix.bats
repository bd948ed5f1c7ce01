#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# The whole way with a real Postfix: smtpd, queue, filter, re-injection, mailbox.
bats_require_minimum_version 1.5.0

load ../lib/common
load ../lib/filter
load ../lib/postfix

# One Postfix and one filter for all tests of this file.
setup_file() {
    [[ -z $(postfix_lacks) ]] || return 0
    export filter_port reinject_port confdir
    filter_port=$(free_port)
    reinject_port=$(free_port)
    confdir=$BATS_FILE_TMPDIR/filter/conf.d
    write_filter_conf "$confdir" "$filter_port" "smtp:[127.0.0.1]:$reinject_port"
    # As on a server: started by root, and the stages run as somebody else.
    printf '%s\n' "\$daemon_user = 'nobody';" "\$daemon_group = 'nogroup';" >"$confdir/20-user"
    chown nobody "${filter_dir:?}/tmp"
    start_postfix "$BATS_FILE_TMPDIR/postfix" "$filter_port" "$reinject_port"
    open_path "$filter_dir/tmp"
}

teardown_file() {
    local status=0
    stop_filter || status=1
    stop_postfix || status=1
    return "$status"
}

setup() {
    needs_postfix
    [[ -e ${filter_dir:?}/filter.pid ]] || start_filter "$confdir" "$filter_port"
    rm -f "${maildir:?}"/new/*
    : >"${filter_log:?}"
    : >"${postfix_dir:?}/maillog"
}

# the_mail: the one message in John's mailbox.
the_mail() { cat "${maildir:?}"/new/*; }

# header NAME: that field of the delivered message, unfolded.
header() {
    the_mail | sed '/^$/q' | sed -e ':a' -e 'N;$!ba' -e 's/\n[ \t]/ /g' | grep -i "^$1:"
}

# send clean|spam|virus [PORT]
send() {
    "$1"_mail >"$BATS_TEST_TMPDIR/$1.eml"
    send_mail "$BATS_TEST_TMPDIR/$1.eml" sender@example.net john@example.com "${2-}"
}

@test "clean mail arrives, with the fields that say it was looked at" {
    send clean
    wait_for_mail "$maildir" 1
    header X-Virus-Scanned
    [[ $(header X-Spam-Flag) == "X-Spam-Flag: NO" ]]
    [[ $(header X-Spam-Status) == "X-Spam-Status: No, score="* ]]
    the_mail | grep -q "here are the minutes of our meeting"
    wait_for_log 'Passed CLEAN .*<sender@example.net> -> <john@example.com>'
    # The filter tells Postfix under which name the mail went on, and Postfix logs it.
    wait_for_maillog 'to-filter/smtp.*status=sent \(250 .*queued as'
}

@test "spam passes, marked, when the destiny is D_PASS" {
    needs_rules
    send spam
    wait_for_mail "$maildir" 1
    [[ $(header X-Spam-Flag) == "X-Spam-Flag: YES" ]]
    [[ $(header X-Spam-Status) == *GTUBE* ]]
    wait_for_log 'Passed SPAM'
}

@test "a virus does not arrive" {
    send virus
    wait_for_log 'Blocked INFECTED'
    wait_for_maillog 'to-filter/smtp.*status=sent'
    # Mail sent later has come through: the virus is not just late.
    send clean
    wait_for_mail "$maildir" 1
    [[ $(header Subject) == "Subject: The minutes of Monday" ]]
    has_files "$maildir/new" 1
    run ! has_files "$maildir/new" 2
}

@test "the same by LMTP, with a reply for each recipient" {
    send clean "${postfix_lmtp_port:?}"
    send virus "$postfix_lmtp_port"
    wait_for_mail "$maildir" 1
    header X-Virus-Scanned
    wait_for_log 'Blocked INFECTED'
    wait_for_maillog 'to-filter/lmtp.*status=sent'
}

@test "while the filter is away Postfix keeps the mail" {
    stop_filter
    send clean
    wait_for_maillog 'to=<john@example.com>.*status=deferred'
    run ! has_files "$maildir/new" 1
    start_filter "$confdir" "$filter_port"
    flush_queue
    wait_for_mail "$maildir" 1
    header X-Virus-Scanned
}
