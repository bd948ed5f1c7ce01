#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# policy as a program: policy(8). What every stage must do is in contract.bats.

# shellcheck disable=SC2030,SC2031,SC2034,SC2154 # the variables of contract.bash
# shellcheck disable=SC2016 # names of settings begin with a dollar sign
bats_require_minimum_version 1.5.0
load contract.bash

setup() {
    contract_setup
    printf 'Received: from mx.sender.example (mx.sender.example [203.0.113.9])\n\tby mx.example.com\n' >"$work/message"
    printf 'Message-ID: <1@sender.example>\nSubject: hi\n\nwords\n' >>"$work/message"
    clean=$'mime-split.status=ok\nvirus-check.status=clean'
    ham=$'spam.score=0.5\nspam.test=A\t0.5\nspam.autolearn=no\nspam-score.status=ok'
    spam=$'spam.score=12.345\nspam.test=A\t10\nspam.test=B\t2.345\nspam-score.status=ok'
    virus=$'mime-split.status=ok\nvirus=Test.Virus\t1.2\nvirus=Test.Virus\tmessage\nvirus-check.status=infected'
}

# configure LINE...: more lines for the configuration.
configure() { printf '%s\n' "$@" >>"$work/conf.d/50-user"; }

# envelope: what smtp-in says, for the recipients in $to.
envelope() {
    length=$(stat -c %s "$work/message")
    printf 'id=00001-01\nseq=1\nversion=1\ntime=1705312805000\ndeadline=0\n'
    printf 'interface=[127.0.0.1]:10024\nprotocol=ESMTP\nhelo=mx.example.com\npeer=127.0.0.1\n'
    printf 'sender=a@example.net\nsize=%s\nlength=%s\nheader-length=%s\n' \
        $((length + 6)) "$length" "$(sed '/^$/,$d' "$work/message" | wc -c)"
    n=0
    for address in ${to:-john@example.com}; do
        printf 'rcpt.%s.addr=%s\n' $((++n)) "$address"
    done
}

# decide FINDINGS...: the decisions, in $decided; exit status in $status.
decide() {
    status=0
    { envelope; printf '%s\n' "$@" ''; } | TZ=UTC run_stage policy >"$work/answer" || status=$?
    decided=$(LC_ALL=C grep -E "$(own_lines policy)" "$work/answer" |
        sed -E 's/^(mail-id|secret-id)=[A-Za-z0-9_-]{12}$/\1=ID/; s/ id [A-Za-z0-9_-]{12}/ id ID/')
}

# said NAME: the values of NAME, a line each.
said() { sed -n "s/^$1=//p" <<<"$decided"; }

@test "a clean mail passes with our fields on top" {
    decide "$clean" "$ham"
    [ "$status" = 0 ]
    [ "$decided" = 'mail-id=ID
secret-id=ID
rcpt.1.local=1
rcpt.1.ccat=1
rcpt.1.destiny=pass
rcpt.1.copy=1
rcpt.1.if-refused=id=00001-01 - Rejected by next-hop MTA on relaying
rcpt.1.if-deferred=id=00001-01 - Temporary MTA failure on relaying
copy.1.via=smtp:[127.0.0.1]:10025
copy.1.delete=X-Amavis-Hold
copy.1.insert=X-Virus-Scanned: Debian amavis at example.com
copy.1.insert=Received: from mx.example.com ([127.0.0.1])%0A by localhost (filter.example.com [127.0.0.1]) (amavis, port 10024)%0A with ESMTP id ID for <john@example.com>;%0A Mon, 15 Jan 2024 10:00:05 +0000
log.category=CLEAN
log.hits=0.5
log.message-id=<1@sender.example>
log.public-addr=203.0.113.9
log.originating=0
policy.status=ok' ]
}

@test "spam is marked for local recipients and passes" {
    to='john@example.com mary@elsewhere.example'
    decide "$clean" "$spam"
    [ "$(said 'rcpt.[12].copy')" = '1
2' ]
    [ "$(said copy.1.insert | grep -v '^Received')" = 'X-Virus-Scanned: Debian amavis at example.com
X-Spam-Flag: YES
X-Spam-Score: 12.345
X-Spam-Level: ************
X-Spam-Status: Yes, score=12.345 tagged_above=2 required=6.31 tests=[A=10,%0A B=2.345] autolearn=unavailable' ]
    [ "$(said copy.1.tagged)" = 1 ]
    [ "$(said copy.2.insert | grep -v '^Received')" = 'X-Virus-Scanned: Debian amavis at example.com' ]
    [ -z "$(said copy.2.tagged)" ]
    [ "$(said log.category) $(said log.hits)" = 'SPAM 12.345' ]
    run ! grep -q 'for <' <<<"$decided"
}

@test "without a tag level every mail has the fields" {
    configure '$sa_tag_level_deflt = undef;'
    decide "$clean" "$ham"
    [ "$(said copy.1.insert | grep '^X-Spam')" = 'X-Spam-Flag: NO
X-Spam-Score: 0.5
X-Spam-Level:
X-Spam-Status: No, score=0.5 required=6.31 tests=[A=0.5] autolearn=no' ]
    decide "$clean" 'spam-score.status=failed	out of memory'
    [ "$(said copy.1.insert | grep '^X-Spam-Status')" = \
        'X-Spam-Status: No, score=x required=6.31 tests=[] autolearn=unavailable' ]
    [ "$(said log.hits)" = - ]
    decide "$clean" 'spam-score.status=skipped	by the configuration'
    run ! grep -q X-Spam <<<"$decided"
}

@test "malware is discarded, refused, deferred or passed as configured" {
    decide "$virus" "$spam"
    [ "$(said rcpt.1.destiny)" = discard ]
    [ "$(said rcpt.1.reply)" = '250 2.7.0 Ok, discarded, id=00001-01 - INFECTED: Test.Virus' ]
    [ "$(said log.blocked) $(said log.hits)" = 'INFECTED (Test.Virus) -' ]
    run ! grep -q '^copy\.' <<<"$decided"
    configure '$final_virus_destiny = D_REJECT;'
    decide "$virus" "$spam"
    [ "$(said rcpt.1.reply)" = '554 5.7.0 Reject, id=00001-01 - INFECTED: Test.Virus' ]
    configure '$final_virus_destiny = D_TEMPFAIL;'
    decide "$virus" "$spam"
    [ "$(said rcpt.1.reply)" = '450 4.7.0 Temporary failure, id=00001-01 - INFECTED: Test.Virus' ]
    configure '$final_virus_destiny = D_PASS;'
    decide "$virus" "$spam"
    [ "$(said rcpt.1.destiny)" = pass ]
    said copy.1.insert | grep -qx 'X-Amavis-Alert: INFECTED, message contains virus: Test.Virus'
    [ "$(said log.category) $(said log.hits)" = 'INFECTED (Test.Virus) 12.345' ]
}

@test "spam at the kill level is refused as configured" {
    configure '$final_spam_destiny = D_REJECT;' '$sa_kill_level_deflt = 12.345;'
    decide "$clean" "$spam"
    [ "$(said rcpt.1.reply)" = '554 5.7.0 Reject, id=00001-01 - spam' ]
    [ "$(said log.blocked) $(said log.hits)" = 'SPAM 12.345' ]
    configure '$sa_kill_level_deflt = 12.346;'
    decide "$clean" "$spam"
    [ "$(said rcpt.1.destiny)" = pass ]
    [ "$(said log.category)" = SPAMMY ]
}

@test "what could not be scanned passes as unchecked" {
    decide $'mime-split.status=ok\nvirus-check.status=failed\ttime limit' "$ham"
    [ "$(said rcpt.1.ccat) $(said log.category)" = '7	1 UNCHECKED' ]
    said copy.1.insert | grep -qx 'X-Virus-Scanned: Debian amavis at example.com'
    decide $'hold=too many parts\nmime-split.status=hold\ttoo many parts\nvirus-check.status=clean' "$ham"
    [ "$(said rcpt.1.ccat)" = '7,2	7	1' ]
    [ "$(said copy.1.insert | head -n 1)" = 'X-Amavis-Hold: too many parts' ]
}

@test "what is banned by name is discarded, and named" {
    configure '$banned_filename_re = new_RE(qr/^\.(exe|lha)\z/);' \
        '@bypass_banned_checks_maps = ({"mary\@example.com" => 1});'
    part=$'part.1.type=multipart/mixed\npart.1.1.type=text/plain\npart.1.2.type=application/zip\npart.1.2.name=a.zip\npart.1.2.1.short=exe\npart.1.2.1.name=x%09y.exe'
    to='john@example.com mary@example.com'
    decide "$part" "$clean" "$ham"
    [ "$(said rcpt.1.reply)" = '250 2.7.0 Ok, discarded, id=00001-01 - BANNED: .exe,x?y.exe' ]
    [ "$(said rcpt.1.ccat) $(said rcpt.2.destiny)" = '8	1 pass' ]
    [ "$(said log.blocked)" = 'BANNED (.exe,x%09y.exe)' ]
}

@test "a bad header passes with an alert" {
    decide $'badh=7\tno Date\tmissing\t0' "$clean" "$ham"
    [ "$(said rcpt.1.ccat) $(said log.category)" = '4,7	4	1 BAD-HEADER-7' ]
    said copy.1.insert | grep -qx 'X-Amavis-Alert: BAD HEADER SECTION, no Date'
    configure '$final_bad_header_destiny = D_REJECT;'
    decide $'badh=7\tno Date\tmissing\t0' "$clean" "$ham"
    [ "$(said rcpt.1.reply)" = '554 5.6.0 Reject, id=00001-01 - BAD HEADER' ]
    decide $'badh=x' "$clean" "$ham"
    [ "$status" = 111 ]
}

@test "encrypted mail is marked in its subject" {
    decide $'part.1.type=application/zip\npart.1.attr=UC' "$clean" "$ham"
    [ "$(said rcpt.1.ccat) $(said log.category)" = '7,1	7	1 UNCHECKED-ENCRYPTED' ]
    [ "$(said copy.1.replace)" = 'Subject	1	Subject: ***UNCHECKED*** hi' ]
    [ "$(said copy.1.tagged)" = 1 ]
}

@test "the address of a recipient of spam is extended" {
    configure '$recipient_delimiter = "+"; $addr_extension_spam = "spam";'
    to='john@example.com mary@elsewhere.example'
    decide "$clean" "$spam"
    [ "$(said rcpt.1.to) $(said rcpt.1.tagged)" = 'john+spam@example.com 1' ]
    [ -z "$(said rcpt.2.to)" ]
}

@test "a program that said nothing sends the mail back" {
    for findings in "$ham" "$clean" $'virus-check.status=clean\n'"$ham"; do
        decide "$findings"
        [ "$status" = 111 ]
        [ ! -s "$work/answer" ]
        grep -q 'did not do its work' "$work/log" || fail "no reason"
    done
    configure '@chain = qw(mime-split policy smtp-out);'
    decide 'mime-split.status=ok'
    [ "$status" = 0 ]
    run ! grep -q X-Virus-Scanned <<<"$decided"
}

@test "an envelope that differs from descriptor 8 is refused" {
    envelope >"$work/envelope"
    echo >>"$work/envelope"
    printf 'left over from a longer message' >>"$work/envelope"
    status=0
    { envelope; printf '%s\n' "$clean" "$ham" ''; } |
        run_stage policy 8<"$work/envelope" >"$work/answer" || status=$?
    [ "$status" = 0 ]
    { envelope | sed 's/john/mary/'; printf '%s\n' "$clean" "$ham" ''; } |
        run_stage policy 8<"$work/envelope" >"$work/answer" || status=$?
    [ "$status" = 100 ]
    [ ! -s "$work/answer" ]
    grep -q 'the envelope in the record is not the one smtp-in wrote' "$work/log"
}

@test "a message file with CRLF ends is read as any other" {
    sed -i 's/$/\r/' "$work/message"
    length=$(stat -c %s "$work/message")
    decide "$clean" "$ham"
    [ "$(said log.message-id)" = '<1@sender.example>' ]
    [ "$(said log.public-addr)" = 203.0.113.9 ]
}

@test "each message has its own name" {
    decide "$clean" "$ham"
    first=$(sed -n 's/^mail-id=//p' "$work/answer")
    decide "$clean" "$ham"
    [[ $first =~ ^[A-Za-z0-9][A-Za-z0-9_-]{10}[A-Za-z0-9]$ ]]
    [ "$first" != "$(sed -n 's/^mail-id=//p' "$work/answer")" ]
}

@test "a setting that makes no sense stops the program with its place" {
    configure "\$X_HEADER_TAG = 'X Virus';"
    decide "$clean" "$ham"
    [ "$status" = 100 ]
    [ ! -s "$work/answer" ]
    grep -q '50-user:8:.*X_HEADER_TAG' "$work/log"
}

@test "a subject in a charset of iconv is marked in the confined program as well" {
    configure '@spam_subject_tag2_maps = ("T ");'
    printf 'Subject: =?koi8-r?B?8NLJ18XU?= =?x-what?q?a?=\n\nwords\n' >"$work/message"
    decide "$clean" "$spam"
    [[ $(said copy.1.replace) == *'=?UTF-8?Q?=D0=9F=D1=80=D0=B8=D0=B2=D0=B5=D1=82?= =?x-what?q?a?=' ]]
}
