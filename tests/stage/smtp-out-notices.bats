#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# smtp-out tells senders, administrators and recipients of a mail.

bats_require_minimum_version 1.5.0
load ../lib/common
load smtp-out

# notify: $notify_method is the sink.
notify() { echo "\$notify_method = '$via';" >>"$work/conf/50-user"; }

# blocked DESTINY [LINE...]: nobody gets the mail.
blocked() {
    envelope=(rcpt.1.addr=john@example.com helo=mx.example.net)
    plan=(rcpt.1.local=1 "rcpt.1.destiny=$1" notice.main=6 notice.blocking=6
        log.category=SPAM log.blocked=SPAM "${@:2}")
    case $1 in
        bounce) plan+=('rcpt.1.reply=554 5.7.0 Bounce, id=01234-01 - spam') ;;
        discard) plan+=('rcpt.1.reply=250 2.7.0 Ok, discarded, id=01234-01 - spam') ;;
    esac
}

# admin [TEMPLATE]
admin() {
    plan+=(notice.1.kind=administrator "notice.1.via=$via" notice.1.from=filter@example.com
        'notice.1.header-from=The Filter <filter@example.com>' notice.1.to=admin@example.com
        notice.1.to=boss@example.com notice.1.mail-id=NoticeId0001 ${1:+"notice.1.template=$1"})
}

@test "a bounce: RFC 3464, from nobody, in answer to a 250" {
    sink
    notify
    blocked bounce dsn.mail-id=ReportId0001 'dsn.header-from=Filter <postmaster@mx.example.com>' \
        dsn.bcc=copies@example.com 'dsn.template=Subject: spam from %s%0AMessage-ID: <SS%i@%h>%0A%0AAbout [%R|, ]:%0A[%N]%0A'
    plan=("${plan[@]//%s/%25s}")
    plan=("${plan[@]//%i@%h/%25i@%25h}")
    plan=("${plan[@]//%R/%25R}")
    plan=("${plan[@]//%N/%25N}")
    envelope+=(envid=a+20b 'rcpt.1.orcpt=rfc822;j+2Bd@example.org' rcpt.1.notify=FAILURE)
    deliver
    is "$reply" "250 2.5.0 Ok, id=01234-01, BOUNCE"
    is "$(state 1)" bounced
    grep -q 'Blocked SPAM {BouncedInbound}' "$work/log"
    grep -qE 'MAIL FROM:<> SIZE=[0-9]+ BODY=7BIT ENVID=AM\.ReportId0001\.[0-9]{8}T[0-9]{6}Z@mx\.example\.com$' <(tr -d '\r' <"$work/sink/dialogue")
    said 'RCPT TO:<joan@example.net> ORCPT=rfc822;joan@example.net'
    said 'RCPT TO:<copies@example.com> ORCPT=rfc822;copies@example.com'
    python3 - "$work/sink/000001.eml" <<'END'
import email, email.policy, sys
m = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
assert m.get_content_type() == 'multipart/report', m.get_content_type()
assert m['Content-Type'].params['report-type'] == 'delivery-status'
assert m['Subject'] == 'spam from <joan@example.net>', m['Subject']
assert 'postmaster@mx.example.com' in m['From'] and 'joan@example.net' in m['To']
assert m['Message-ID'] == '<SS7vykgLjHGVrk@mx.example.com>' and m['Date']
text, status, header = m.iter_parts()
assert text.get_content() == 'About john@example.com:\n<john@example.com>:\n   554 5.7.0 Bounce, id=01234-01 - spam\n', text.get_content()
of_mail, of_john = status.get_payload()
assert of_mail['Reporting-MTA'] == 'dns; mx.example.com'
assert of_mail['Received-From-MTA'] == 'dns; mx.example.net ([127.0.0.1])'
assert of_mail['Original-Envelope-Id'] == 'a b' and of_mail['Arrival-Date']
assert of_john['Original-Recipient'] == 'rfc822;j+2Bd@example.org'
assert of_john['Final-Recipient'] == 'rfc822;john@example.com'
assert of_john['Action'] == 'failed' and of_john['Status'] == '5.7.0'
assert of_john['Diagnostic-Code'] == 'smtp; 554 5.7.0 Bounce, id=01234-01 - spam'
assert of_john['Final-Log-ID'] == '01234-01/7vykgLjHGVrk' and of_john['Last-Attempt-Date']
assert header.get_content_type() == 'text/rfc822-headers'
assert header.get_content().startswith('Return-Path: <joan@example.net>\nFrom: Joan'), header.get_content()
assert 'first' not in header.get_content()
END
}

@test "nobody is told where nobody wants to be" {
    sink
    notify
    local line
    for line in rcpt.1.notify=NEVER rcpt.1.notify=SUCCESS sender=; do
        blocked bounce
        sender=joan@example.net
        [[ $line != sender= ]] && envelope+=("$line") || sender=
        deliver
        is "$reply" "250 2.5.0 Ok, id=01234-01, DISCARD(bounce.suppressed)"
        grep -q 'Blocked SPAM {NoBounceInbound}' "$work/log"
    done
    sender=joan@example.net
    blocked bounce $'rcpt.1.dsn=no\tspam level is above the cut-off'
    deliver
    is "$reply" "250 2.5.0 Ok, id=01234-01, DISCARD(bounce.suppressed)"
    is "$(delivered)" 0
}

@test "over LMTP the bounce is a 250 of its own, a refusal stays the client's" {
    protocol=LMTP
    sink -a 'rcpt match bad@ 550 5.1.1 Unknown'
    notify
    pass_to ok@example.com bad@example.com
    envelope+=(rcpt.3.addr=spam@example.com)
    plan+=(rcpt.3.destiny=bounce 'rcpt.3.reply=554 5.7.0 Bounce, id=1 - spam' log.blocked=SPAM)
    deliver
    is_like "$(rcpt_reply 1)" '250 2.0.0 *'
    is_like "$(rcpt_reply 2)" '550 5.1.1 *'
    is "$(rcpt_reply 3)" '250 2.5.0 Ok <spam@example.com>, DSN was sent (554 5.7.0 Bounce, id=1 - spam)'
    is "$(state 1) $(state 2) $(state 3)" 'delivered rejected bounced'
    is "$(delivered)" 2
    is "$(grep -c '^Final-Recipient' "$work/sink/000002.eml")" 1
}

@test "a success that is asked for is told by us only when the next hop cannot" {
    sink
    notify
    pass_to john@example.com
    envelope+=(rcpt.1.notify=SUCCESS)
    deliver
    is "$(delivered)" 1
    said 'RCPT TO:<john@example.com> NOTIFY=SUCCESS'
    echo '$terminate_dsn_on_notify_success = 1;' >>"$work/conf/50-user"
    deliver
    is "$(delivered)" 3
    said 'RCPT TO:<john@example.com> NOTIFY=NEVER'
    grep -qx 'Action: relayed' "$work/sink/000003.eml"
    grep -qx 'Status: 2.0.0' "$work/sink/000003.eml"
}

@test "administrators get one notice, with the header, after the mail is settled" {
    sink
    blocked discard
    admin 'From: %25f%0ATo: [%25T|, ]%0ASubject: [:ccat|name] from %25s%0A%0A[? %25%23D |none|%25%23D] [%25N]%0A'
    deliver
    is "$(delivered)" 1
    said 'RCPT TO:<admin@example.com>'
    said 'RCPT TO:<boss@example.com>'
    grep -qx 'Subject: Spam from <joan@example.net>' "$work/sink/000001.eml"
    grep -qx 'From: The Filter <filter@example.com>' "$work/sink/000001.eml"
    grep -qx 'To: <admin@example.com>, <boss@example.com>' "$work/sink/000001.eml"
    grep -qx 'none <john@example.com>:' "$work/sink/000001.eml"
    grep -qx 'Return-Path: <joan@example.net>' "$work/sink/000001.eml"
}

@test "our own texts, and those that never end" {
    sink
    blocked discard
    admin
    deliver
    grep -qx 'Subject: Spam mail from <joan@example.net>' "$work/sink/000001.eml"
    plan=("${plan[@]}" 'notice.1.template=[=x|["[@x][@x]"]][@x]')
    deliver
    grep -q 'a template is not used: ' "$work/log"
    grep -qx 'Subject: Spam mail from <joan@example.net>' "$work/sink/000002.eml"
}

@test "a notice that cannot be sent now defers what is not delivered, and is not repeated" {
    sink -a 'rcpt match boss@ times 1 450 4.2.0 Wait' -a 'rcpt match john@ times 1 450 4.2.0 Wait'
    notify
    blocked discard
    admin
    deliver
    is_like "$reply" '451 4.5.0 Error in processing, id=01234-01, quar+notif FAILED: temporarily unable to notify *450 4.2.0 Wait*'
    # The mail itself is deferred: nobody hears of it yet.
    pass_to john@example.com
    admin
    plan+=(notice.main=1)
    before=$(delivered)
    deliver
    is "$(state 1) $(delivered)" "deferred $before"
    deliver
    is "$(state 1) $(delivered)" "delivered $((before + 2))"
}

@test "a notice that is refused for good is logged, the mail goes its way" {
    sink -a 'rcpt match admin@ 550 5.1.1 Unknown' -a 'rcpt match boss@ 550 5.1.1 Unknown'
    blocked discard
    admin
    deliver
    is "$(state 1)" discarded
    grep -q 'FAILED to notify admin@example.com, boss@example.com: 550 5.1.1 ' "$work/log"
}

@test "a sender who cannot be told now: nobody gets the mail before he can" {
    sink -a 'rcpt match joan@ times 1 450 4.2.0 Wait' -a 'rcpt match mary@ 550 5.1.1 Unknown'
    notify
    pass_to john@example.com mary@example.com
    deliver
    is_like "$reply" '451 4.5.0 *temporarily unable to send DSN: *450 4.2.0 Wait*'
    is "$(state 1) $(state 2) $(delivered)" "deferred deferred 0"
    deliver
    is_like "$reply" '250 2.0.0 *, but 1 REJECT'
    is "$(state 1) $(state 2) $(delivered)" "delivered bounced 2"
    # Told last, and of her alone.
    grep -q 'mary@example.com' "$work/sink/000002.eml"
    is "$(grep -c '^Final-Recipient:' "$work/sink/000002.eml")" 1
}

@test "a report that was begun is not sent when the mail is refused at its dot" {
    sink -a 'dot times 1 450 4.3.0 Full' -a 'rcpt match mary@ 550 5.1.1 Unknown'
    notify
    pass_to john@example.com mary@example.com
    deliver
    is "$(state 1) $(state 2) $(delivered)" "deferred deferred 0"
    deliver
    is "$(state 1) $(state 2) $(delivered)" "delivered bounced 2"
}

@test "a sender who cannot be told now comes again" {
    sink -a 'rcpt match joan@ times 1 450 4.2.0 Wait'
    notify
    blocked bounce
    deliver
    is_like "$reply" '451 4.5.0 *temporarily unable to send DSN: *450 4.2.0 Wait*'
    deliver
    is "$reply" "250 2.5.0 Ok, id=01234-01, BOUNCE"
    sink_dsn=$(delivered)
    is "$sink_dsn" 1
}

@test "an administrator who cannot be told now: nobody gets the mail before he can" {
    sink -a 'rcpt match boss@ times 1 450 4.2.0 Wait'
    notify
    pass_to john@example.com
    admin
    plan+=(notice.main=1)
    deliver
    is "$(state 1) $(delivered)" "deferred 0"
    is_like "$reply" '451 4.5.0 *temporarily unable to notify *450 4.2.0 Wait*'
    grep -q 'temporarily unable to notify admin@example.com, boss@example.com' "$work/log"
    protocol=LMTP
    deliver
    is "$(state 1) $(delivered)" "delivered 2"
}

@test "a notice that was begun is not sent when the mail is deferred at its dot" {
    sink -a 'dot times 1 451 4.3.0 Later'
    notify
    pass_to john@example.com
    admin
    plan+=(notice.main=1)
    deliver
    is "$(state 1) $(delivered)" "deferred 0"
    deliver
    is "$(state 1) $(delivered)" "delivered 2"
}
