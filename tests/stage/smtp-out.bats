#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# smtp-out alone: a record and a message in, an SMTP server that can misbehave behind it.

bats_require_minimum_version 1.5.0
load ../lib/common
load smtp-out

@test "a mail is handed on and the reply says so" {
    sink
    pass_to john@example.com
    deliver
    is "$reply" "250 2.0.0 from MTA($via): 250 2.0.0 Ok: queued as 1"
    is "$(state 1)" delivered
    is "$(head -n 2 "$work/reply")" $'id=01234-01\nseq=1'
    cmp "$work/mail" "$work/sink/000001.eml"
    said "EHLO localhost"
    said "XFORWARD ADDR=127.0.0.1"
    said "MAIL FROM:<joan@example.net> SIZE=$size BODY=7BIT"
    said "RCPT TO:<john@example.com>"
    said QUIT
}

@test "header edits: new fields on top, old ones away, the rest byte for byte" {
    sink
    mail 'Received: a\n\tby b\nX-Spam-Status: Yes,\n score=9\nFrom: a@b\nodd line\nTo : c\n\nX-Spam-Status: body\n'
    pass_to john@example.com
    plan+=("copy.1.delete=X-Spam-Status" "copy.1.insert=X-New: 1" \
        "copy.1.insert=Received: from x%0A by localhost")
    deliver
    printf 'X-New: 1\nReceived: from x\n by localhost\nReceived: a\n\tby b\nFrom: a@b\nodd line\nTo : c\n\nX-Spam-Status: body\n' |
        cmp - "$work/sink/000001.eml"
    said "MAIL FROM:<joan@example.net> SIZE=$(sed 's/$/\r/' "$work/sink/000001.eml" | wc -c) BODY=7BIT"
}

@test "a field is replaced where it stands" {
    sink
    mail 'From: a@b\nSubject: one\n two\nTo: c\nSUBJECT: three\n\nbody\n'
    pass_to john@example.com
    plan+=($'copy.1.replace=Subject\t1\tSubject: T one%0A two' $'copy.1.replace=Subject\t2\t')
    deliver
    printf 'From: a@b\nSubject: T one\n two\nTo: c\n\nbody\n' | cmp - "$work/sink/000001.eml"
}

@test "odd bytes and line ends never pass" {
    sink -b
    mail 'Subject: a\rb\nX: c\r\n\t \nY: d\n\nnul\0 cr\r.\n.\n..\n\r.\r\nlast'
    pass_to john@example.com
    deliver
    printf 'Subject: ab\r\nX: c\t \r\nY: d\r\n\r\nnul\300\200 cr.\r\n.\r\n..\r\n.\r\nlast\r\n' |
        cmp - "$work/sink/000001.eml"
    grep -qF '(01234-01) INFO: removed bare CR from 2 header line(s)' "$work/log"
    grep -qF '(01234-01) INFO: unfolded 1 illegal all-whitespace' "$work/log"
    grep -qF '(01234-01) smtp forwarding: SANITIZED 3 bare CR byte(s)' "$work/log"
    grep -qF '(01234-01) smtp forwarding: SANITIZED 1 NULL byte(s)' "$work/log"
}

@test "messages without a header, without a body, without anything" {
    sink -b
    local text
    for text in '\nonly a body\n' 'Subject: only a header\n' 'Subject: x\n\n' '' '\n'; do
        mail "$text"
        pass_to john@example.com
        deliver
    done
    is "$(cat -A "$work/sink/000001.eml")" $'^M$\nonly a body^M$'
    is "$(cat -A "$work/sink/000002.eml")" $'Subject: only a header^M$\n^M$'
    is "$(cat -A "$work/sink/000003.eml")" $'Subject: x^M$\n^M$'
    is "$(cat -A "$work/sink/000004.eml")" '^M$'
    is "$(cat -A "$work/sink/000005.eml")" '^M$'
}

@test "a large message with long lines arrives whole" {
    sink
    { printf 'Subject: large\n\n'
        for _ in {1..40}; do head -c 50000 /dev/zero | tr '\0' x; printf '\n.\n..x\n'; done
    } >"$work/mail"
    length=$(wc -c <"$work/mail") size=$((length + 122)) header_length=15
    pass_to john@example.com
    deliver
    cmp "$work/mail" "$work/sink/000001.eml"
}

@test "what the next hop offers is used, what it does not is left out" {
    sender='joan@example.net' protocol=ESMTP
    mail 'Subject: x\n\nm\303\244h\n'
    sink
    pass_to john@example.com mary@example.com
    envelope=(body=8BITMIME smtputf8=1 ret=HDRS envid=q+2B1 client.addr=2001:db8::1
        client.name=mx.example.net client.port=4711 client.ident=4QID
        rcpt.1.addr=john@example.com 'rcpt.1.orcpt=rfc822;j@example.com' rcpt.1.notify=NEVER
        rcpt.2.addr=mary@example.com)
    plan+=(rcpt.2.to=mary+spam@example.com)
    deliver
    said "XFORWARD NAME=mx.example.net ADDR=IPV6:2001:db8::1 PORT=4711 IDENT=4QID"
    said "MAIL FROM:<joan@example.net> SIZE=$size BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=q+2B1"
    said "RCPT TO:<john@example.com> NOTIFY=NEVER ORCPT=rfc822;j@example.com"
    said "RCPT TO:<mary+spam@example.com> ORCPT=rfc822;mary@example.com"
    kill "$sink"
    rm -r "$work/sink" && mkdir "$work/sink"
    sink -e ''
    mail 'Subject: x\n\nplain\n'
    plan=("${plan[@]/copy.1.via=*/copy.1.via=$via}")
    deliver
    said "MAIL FROM:<joan@example.net>"
    said "RCPT TO:<mary+spam@example.com>"
    is "$(delivered)" 1
}

@test "HELO follows a refused EHLO" {
    sink -a 'helo times 1 502 5.5.1 What?'
    pass_to john@example.com
    deliver
    is_like "$reply" "250 2.0.0 *"
    said "HELO localhost"
}

@test "8BITMIME that the next hop does not offer" {
    sink -e PIPELINING,SIZE
    mail 'Subject: x\n\nm\303\244h\n'
    pass_to john@example.com
    envelope+=(body=8BITMIME)
    deliver
    is "$reply" "550 5.6.3 id=01234-01 - Rejected by next-hop MTA on relaying, Conversion to 7BIT required but not supported"
    is "$(state 1)" rejected
    is "$(delivered)" 0
    # One that only says so, and is plain, goes through.
    mail 'Subject: x\n\nplain\n'
    deliver
    is "$(delivered)" 1
}

@test "SMTPUTF8 that is needed and not offered" {
    sink -e PIPELINING,8BITMIME
    pass_to $'j\303\266hn@example.com'
    envelope+=(smtputf8=1)
    deliver
    is_like "$reply" "550 5.6.7 *SMTPUTF8 required*"
    pass_to john@example.com
    envelope+=(smtputf8=1)
    deliver
    is "$(delivered)" 1
}

@test "nobody listens" {
    via="smtp:[127.0.0.1]:$(free_port)"
    pass_to john@example.com
    deliver
    is "$reply" "451 4.5.0 id=01234-01 - Temporary MTA failure on relaying, From MTA() during fwd-connect (All attempts (1) failed connecting to $via): id=01234-01"
    is "$(state 1)" deferred
}

@test "the next place is tried when one cannot be reached" {
    sink -a 'connect times 1 554 5.3.2 Not today'
    local good=$via
    via="smtp:[127.0.0.1]:$(free_port)"$'\t'"$good"$'\t'"$good"
    pass_to john@example.com
    deliver
    is "$reply" "250 2.0.0 from MTA($good): 250 2.0.0 Ok: queued as 1"
    is "$(grep -c 'cannot deliver by' "$work/log")" 2
}

@test "no place of several can be reached" {
    local one two
    one="smtp:[127.0.0.1]:$(free_port)" two=smtp:/no/such/socket
    via=$one$'\t'$two
    pass_to john@example.com
    deliver
    is_like "$reply" "451 4.5.0 * From MTA() during fwd-connect (All attempts (2) failed connecting to $one, $two): id=01234-01"
}

@test "negative greetings are temporary, whatever their code" {
    sink -a 'connect times 1 554 5.3.2 go' -a 'connect times 1 421 4.3.2 away'
    pass_to john@example.com
    deliver
    is "$reply" "451 4.5.0 id=01234-01 - Temporary MTA failure on relaying, From MTA($via) during fwd-connect (Negative greeting: 554 5.3.2 go): id=01234-01"
    deliver
    is_like "$reply" "451 4.5.0 * (Negative greeting: 421 4.3.2 away): id=01234-01"
}

@test "a connection that is lost at any step is temporary and delivers nothing" {
    local -A expected=(
        [connect]="451 4.5.0 * during fwd-connect (No response to greeting): id=*"
        [helo]="451 4.5.0 * during fwd-connect (No response to EHLO): id=*"
        [xforward]="451 4.5.0 * during fwd-xforward (No response to XFORWARD): id=*"
        [mail]="451 4.5.0 * during fwd-mail-from (No response to MAIL): id=*"
        [rcpt]="451 4.5.0 * during fwd-rcpt-to (No response to RCPT): id=*"
        [data]="450 4.5.0 * during fwd-data-cmd (No response to DATA): id=*"
        [body]="451 4.5.0 * during fwd-data-end (No resp. to data-dot): id=*"
        [dot]="451 4.5.0 * during fwd-data-end (No resp. to data-dot): id=*"
    )
    local step
    for step in connect helo xforward mail rcpt data body dot; do
        rm -rf "$work/sink" && mkdir "$work/sink"
        sink -a "$step close"
        pass_to john@example.com
        deliver
        is_like "$reply" "${expected[$step]}"
        is "$(state 1)" deferred
        is "$(delivered)" 0
        kill "$sink"
    done
}

@test "421 at any step is passed on as 451" {
    local step
    for step in mail rcpt data dot; do
        rm -rf "$work/sink" && mkdir "$work/sink"
        sink -a "$step 421 4.3.2 Shutting down"
        pass_to john@example.com mary@example.com
        deliver
        is "$reply" "451 4.3.2 id=01234-01 - Temporary MTA failure on relaying, from MTA($via): 421 4.3.2 Shutting down"
        is "$(state 2)" deferred
        is "$(delivered)" 0
        kill "$sink"
    done
}

@test "refusals at MAIL, DATA and the dot" {
    local step
    for step in mail data dot; do
        rm -rf "$work/sink" && mkdir "$work/sink"
        sink -a "$step times 1 554 5.7.1 No" -a "$step times 1 451 4.3.0 Later"
        pass_to john@example.com
        deliver
        is "$reply" "554 5.7.1 id=01234-01 - Rejected by next-hop MTA on relaying, from MTA($via): 554 5.7.1 No"
        is "$(state 1)" rejected
        deliver
        is_like "$reply" "451 4.3.0 * from MTA($via): 451 4.3.0 Later"
        is "$(delivered)" 0
        [[ $step != dot ]] ||
            grep -qF '(01234-01) Negative SMTP response to data-dot (<john@example.com>): 451 4.3.0 Later' "$work/log"
        kill "$sink"
    done
}

@test "a server that refuses in the middle of the message" {
    cat >"$work/server.py" <<'END'
import os, socket, sys
listener = socket.create_server(("127.0.0.1", 0))
with open(sys.argv[1] + ".tmp", "w") as port:
    port.write(str(listener.getsockname()[1]))
os.rename(sys.argv[1] + ".tmp", sys.argv[1])
peer = listener.accept()[0]
lines = peer.makefile("rb")
peer.sendall(b"220 mx\r\n")
for reply in (b"250 mx", b"250 ok", b"250 ok", b"354 go"):
    lines.readline()
    peer.sendall(reply + b"\r\n")
lines.read(100000)
peer.sendall(b"552 5.3.4 Too large\r\n")
END
    python3 "$work/server.py" "$work/port" </dev/null 3>&- &
    wait_until 10 test -s "$work/port"
    via="smtp:[127.0.0.1]:$(<"$work/port")"
    { printf 'Subject: x\n\n'; head -c 20000000 /dev/zero | tr '\0' x; } >"$work/mail"
    length=20000012 size=20000016 header_length=11
    pass_to john@example.com
    deliver
    is "$reply" "552 5.3.4 id=01234-01 - Rejected by next-hop MTA on relaying, from MTA($via): 552 5.3.4 Too large"
}

@test "replies of several lines, and replies that are none" {
    sink -a $'dot times 1 250-2.0.0 Ok\r\n250-2.0.0 really:\r\n250 2.0.0 queued as 77' \
        -a $'dot times 1 250-2.0.0 Ok\r\n550 5.0.0 or not' \
        -a 'dot times 1 999 nonsense' -a "dot times 1 250-$(printf '%070000d' 0)"
    pass_to john@example.com
    deliver
    is "$reply" "250 2.0.0 from MTA($via): 250 2.0.0 Ok really: queued as 77"
    grep -q 'queued_as: 77,' "$work/log"
    deliver
    is_like "$reply" "451 4.5.0 * during fwd-data-end (no SMTP reply: 550 5.0.0 or not): id=*"
    deliver
    is_like "$reply" "451 4.5.0 * (no SMTP reply: 999 nonsense): id=*"
    deliver
    is_like "$reply" "451 4.5.0 * (a reply of more than 65536 bytes): id=*"
}

@test "a positive answer that comes before the question" {
    sink -a $'data 354 Go\r\n250 2.0.0 Ok: queued as 1'
    pass_to john@example.com
    deliver
    is_like "$reply" "451 4.5.0 * during fwd-data-contents (A reply to nothing: 250 2.0.0 Ok: queued as 1): id=*"
    is "$(delivered)" 0
}

@test "a positive answer that is not the expected one" {
    sink -a 'data 250 2.0.0 Ok'
    pass_to john@example.com
    deliver
    is_like "$reply" "450 4.5.0 * during fwd-data-cmd (Unexpected reply: 250 2.0.0 Ok): id=*"
}

@test "one recipient is deferred: nothing is delivered, DATA is not said" {
    sink -a 'rcpt match later@ 450 4.2.0 Greylisted'
    pass_to ok@example.com later@example.com
    deliver
    is "$reply" "450 4.2.0 id=01234-01 - Temporary MTA failure on relaying, from MTA($via): 450 4.2.0 Greylisted"
    is "$(state 1) $(state 2)" "deferred deferred"
    never_said DATA
    said QUIT
    grep -q 'Blocked MTA-BLOCKED {TempFailedInbound}, .* -> <ok@example.com>,<later@example.com>, ' "$work/log"
}

@test "one recipient is refused: the sender is told by mail" {
    sink -a 'rcpt match bad@ 550 5.1.1 Unknown'
    echo "\$notify_method = '$via';" >>"$work/conf/50-user"
    pass_to ok@example.com bad@example.com
    deliver
    is "$reply" "250 2.0.0 from MTA($via): 250 2.0.0 Ok: queued as 1, but 1 REJECT"
    is "$(state 1) $(state 2)" "delivered bounced"
    is "$(delivered)" 2
    grep -q 'C: MAIL FROM:<> ' "$work/sink/dialogue"
    grep -qx 'Final-Recipient: rfc822;bad@example.com' "$work/sink/000002.eml"
}

@test "all recipients are refused: the sender hears it" {
    sink -a 'rcpt 550 5.1.1 Unknown'
    pass_to bad@example.com worse@example.com
    deliver
    is "$reply" "550 5.1.1 id=01234-01 - Rejected by next-hop MTA on relaying, from MTA($via): 550 5.1.1 Unknown"
    is "$(state 1) $(state 2)" "rejected rejected"
    never_said DATA
    grep -q 'Blocked MTA-BLOCKED {RejectedInbound}, ' "$work/log"
}

@test "policy's own decisions" {
    sink
    echo "\$notify_method = '$via';" >>"$work/conf/50-user"
    pass_to ok@example.com spam@example.com
    plan=(rcpt.1.destiny=discard 'rcpt.1.reply=250 2.7.0 Ok, discarded, id=1 - spam'
        rcpt.2.destiny=discard 'rcpt.2.reply=250 2.7.0 Ok, discarded, id=1 - spam'
        log.blocked=SPAM)
    deliver
    is "$reply" "250 2.7.0 Ok, discarded, id=1 - spam"
    is "$(state 1)" discarded
    grep -q 'Blocked SPAM {DiscardedOpenRelay}, ' "$work/log"
    plan=(rcpt.1.destiny=discard 'rcpt.1.reply=250 2.7.0 Ok, discarded'
        rcpt.2.destiny=reject 'rcpt.2.reply=554 5.7.0 Reject, id=1 - spam' log.blocked=SPAM)
    deliver
    is "$reply" "554 5.7.0 Reject, id=1 - spam"
    plan=(rcpt.1.destiny=pass rcpt.1.copy=1 "copy.1.via=$via"
        rcpt.2.destiny=discard 'rcpt.2.reply=250 2.7.0 Ok, discarded' log.blocked=SPAM)
    deliver
    is_like "$reply" "250 2.0.0 *: queued as 1, but 1 DISCARD"
    plan=(rcpt.1.destiny=pass rcpt.1.copy=1 "copy.1.via=$via"
        rcpt.2.destiny=reject 'rcpt.2.reply=554 5.7.0 Reject' log.blocked=SPAM)
    deliver
    is_like "$reply" "250 2.0.0 *: queued as 2, but 1 REJECT"
    plan=(rcpt.1.destiny=pass rcpt.1.copy=1 "copy.1.via=$via"
        rcpt.2.destiny=tempfail 'rcpt.2.reply=450 4.7.0 Temporary failure' log.blocked=SPAM)
    deliver
    is "$reply" "450 4.7.0 Temporary failure"
    # Two mails, one notification.
    is "$(delivered)" 3
}

@test "over LMTP each recipient has its own truth" {
    protocol=LMTP
    sink -a 'rcpt match bad@ 550 5.1.1 Unknown' -a 'rcpt match later@ 450 4.2.0 Wait'
    pass_to ok@example.com bad@example.com later@example.com no@example.com
    plan=("${plan[@]/rcpt.4.destiny=pass/rcpt.4.destiny=reject}"
        'rcpt.4.reply=554 5.7.0 Reject, spam' log.blocked=SPAM)
    deliver
    is "$(rcpt_reply 1)" "250 2.0.0 from MTA($via): 250 2.0.0 Ok: queued as 1"
    is_like "$(rcpt_reply 2)" "550 5.1.1 id=01234-01 - Rejected *"
    is_like "$(rcpt_reply 3)" "450 4.2.0 id=01234-01 - Temporary *"
    is "$(rcpt_reply 4)" "554 5.7.0 Reject, spam"
    is "$(state 1) $(state 2) $(state 3) $(state 4)" "delivered rejected deferred rejected"
    grep -qxF 'RCPT TO:<ok@example.com>' "$work/sink/000001.env"
    is "$(grep -c '^RCPT' "$work/sink/000001.env")" 1
}

@test "an LMTP next hop answers for each recipient" {
    protocol=LMTP
    sink -L -a 'dot match full@ 452 4.2.2 Full'
    pass_to ok@example.com full@example.com fine@example.com
    deliver
    said "LHLO localhost"
    is "$(state 1) $(state 2) $(state 3)" "delivered deferred delivered"
    is_like "$(rcpt_reply 2)" "452 4.2.2 *: 452 4.2.2 Full"
    # The same mail over SMTP: whoever lacks it gets it with the next attempt.
    protocol=ESMTP
    deliver
    is_like "$reply" "452 4.2.2 *"
    is "$(state 1)" delivered
}

@test "an LMTP server that refuses a recipient leaves no reply outstanding" {
    protocol=LMTP
    sink -L -a 'rcpt match bad@ 550 5.1.1 Unknown'
    pass_to bad@example.com ok@example.com
    SECONDS=0
    deliver
    ((SECONDS < 5))
    is "$(state 1) $(state 2)" "rejected delivered"
}

@test "a next hop at a Unix-domain socket" {
    "$build/tool/smtp-sink" "$work/socket" "$work/sink" </dev/null >/dev/null 3>&- &
    sink=$!
    wait_until 10 test -s "$work/sink/port"
    via=smtp:$work/socket
    pass_to john@example.com
    deliver
    is "$reply" "250 2.0.0 from MTA(smtp:$work/socket): 250 2.0.0 Ok: queued as 1"
}

@test "452 puts the rest into another transaction" {
    sink -a 'rcpt match c@ times 1 452 4.5.3 Too many' -a 'rcpt match d@ times 2 452 4.5.3 Too many'
    pass_to a@example.com b@example.com c@example.com d@example.com
    deliver
    is_like "$reply" "250 2.0.0 *: queued as 1"
    is "$(delivered)" 3
    is "$(grep -h '^RCPT' "$work"/sink/*.env | sort | uniq -c | wc -l)" 4
}

@test "452 for everybody is no reason to go on" {
    sink -a 'rcpt 452 4.3.1 Disk full'
    pass_to a@example.com b@example.com
    deliver
    is_like "$reply" "452 4.3.1 *"
    is "$(grep -c 'EHLO' "$work/sink/dialogue")" 1
}

# copies N: recipient N has copy N with a header of its own.
copies() {
    local n
    envelope=() plan=()
    for ((n = 1; n <= $1; ++n)); do
        envelope+=("rcpt.$n.addr=r$n@example.com")
        plan+=("rcpt.$n.local=1" "rcpt.$n.destiny=pass" "rcpt.$n.copy=$n"
            "copy.$n.via=$via" "copy.$n.insert=X-Copy: $n")
    done
}

@test "copies: all are offered and transferred before the first final dot" {
    sink
    copies 3
    deliver
    is "$(delivered)" 3
    local order
    order=$(sed -n 's/^[0-9]* C: \(RCPT\|DATA\|\.\)\( .*\)\{0,1\}$/\1/p' "$work/sink/dialogue" | uniq | tr '\n' ' ')
    is "$order" "RCPT DATA . "
    is "$(grep -h X-Copy "$work"/sink/*.eml | sort | tr '\n' ' ')" "X-Copy: 1 X-Copy: 2 X-Copy: 3 "
}

@test "copies: a refusal before the first dot drops all" {
    local rule
    for rule in 'mail after 1 451 4.3.0 No' 'rcpt match r2@ 450 4.2.0 No' \
        'data after 1 451 4.3.0 No' 'data after 1 close'; do
        rm -rf "$work/sink" && mkdir "$work/sink"
        sink -a "$rule"
        copies 3
        deliver
        is_like "$reply" "45? 4.?.0 *"
        is "$(delivered)" 0
        is "$(state 1) $(state 2) $(state 3)" "deferred deferred deferred"
        kill "$sink"
    done
}

@test "copies: one that fails at its dot after another was accepted" {
    sink -a 'dot after 1 times 1 451 4.3.0 Later'
    copies 3
    deliver
    is_like "$reply" "451 4.3.0 *: 451 4.3.0 Later"
    is "$(delivered)" 1
    is "$(state 1) $(state 2) $(state 3)" "delivered deferred deferred"
}

@test "copies: LMTP in goes on whatever becomes of one" {
    protocol=LMTP
    sink -a 'dot after 1 times 1 451 4.3.0 Later' -a 'mail after 3 554 5.7.1 No'
    copies 4
    deliver
    is "$(state 1) $(state 2) $(state 3) $(state 4)" "delivered deferred delivered rejected"
}

@test "copies: more than ten go in rounds" {
    sink
    copies 23
    deliver
    is_like "$reply" "250 2.0.0 *"
    is "$(delivered)" 23
}

@test "a hundred Received fields are a long way, one more is a loop" {
    sink
    pass_to john@example.com
    mail "$(printf 'Received: from x\\n%.0s' {1..100})Subject: x\n\nbody\n"
    deliver
    is_like "$reply" "250 *"
    mail "$(printf 'Received: from x\\n%.0s' {1..101})Subject: x\n\nbody\n"
    deliver
    is "$reply" "554 5.4.6 id=01234-01 - Rejected by next-hop MTA on relaying, Reject: Too many hops: 101 'Received:' header fields, id=01234-01"
    is "$(delivered)" 1
}

@test "the deadline ends the waiting for the next hop in time to say so" {
    sink -a 'rcpt delay 5'
    pass_to john@example.com
    deadline=$(($(now_ms) + 900))
    deliver
    is "$reply" "450 4.4.2 id=01234-01 - Temporary MTA failure on relaying, Timed out during fwd-rcpt-to, MTA($via), id=01234-01"
    is "$(delivered)" 0
}

@test "a deadline that is past: nothing is done, no reply" {
    sink
    pass_to john@example.com
    deadline=$(($(now_ms) - 10))
    run deliver
    [ "$status" -eq 111 ]
    [ ! -s "$work/reply" ]
    [ ! -e "$work/sink/dialogue" ]
}

@test "after the final dot only the truth counts" {
    sink -a 'dot delay 1.5'
    pass_to john@example.com
    deadline=$(($(now_ms) + 900))
    deliver
    is_like "$reply" "250 2.0.0 *"
}

@test "no final dot when nobody waits for the reply" {
    sink -a 'data delay 0.7'
    pass_to john@example.com
    record >"$work/record"
    smtp_out <"$work/record" | true
    wait_until 5 grep -q 'nobody waits' "$work/log"
    is "$(delivered)" 0
    never_said QUIT
}

@test "maildir: a file a copy, LF line ends, who sent it and for whom" {
    via=maildir:$work/box
    echo "\$forward_method = '$via';" >>"$work/conf/50-user"
    mail 'Return-Path: <forged@x>\nReceived: a\nFrom: a@b\n\n.dot\nlast'
    pass_to john@example.com mary@example.com
    plan+=("copy.1.insert=X-New: 1")
    deliver
    is_like "$reply" "250 2.0.0 from MTA($via): 250 2.0.0 Ok: queued as *.mx.example.com"
    is "$(find "$work/box" -type f | wc -l)" 1
    is "$(stat -c %a "$work/box" "$work/box/new" | tr '\n' ' ')" "700 700 "
    is "$(stat -c %a "$work"/box/new/*)" 600
    printf 'Return-Path: <joan@example.net>\nDelivered-To: john@example.com\nDelivered-To: mary@example.com\nX-New: 1\nReceived: a\nFrom: a@b\n\n.dot\nlast\n' |
        cmp - "$work"/box/new/*
    deliver
    is "$(find "$work/box/new" -type f | wc -l)" 2
}

@test "maildir: what cannot be stored is deferred and leaves no file" {
    via=maildir:$work/box
    echo "\$forward_method = '$via';" >>"$work/conf/50-user"
    mkdir -p "$work/box/tmp" "$work/box/cur"
    pass_to john@example.com
    # A file where the directory should be.
    echo >"$work/box/new"
    deliver
    is_like "$reply" "451 4.5.0 * From MTA($via) during storing (*: Not a directory): id=01234-01"
    is "$(find "$work/box" -type f)" "$work/box/new"
}

@test "maildir: only what \$forward_method names may be written" {
    landlock || skip "no Landlock in this kernel"
    via=maildir:$work/other
    mkdir -p "$work"/other/{tmp,new,cur}
    pass_to john@example.com
    deliver
    is_like "$reply" "451 4.5.0 * during storing (*): id=01234-01"
    is "$(find "$work/other" -type f)" ""
}

@test "a maildir copy is not stored when another copy is refused" {
    sink -a 'data 451 4.3.0 No'
    echo "\$forward_method = 'maildir:$work/box';" >>"$work/conf/50-user"
    copies 2
    plan=("${plan[@]/copy.1.via=*/copy.1.via=maildir:$work/box}")
    deliver
    is_like "$reply" "451 4.3.0 *"
    is "$(find "$work/box" -type f)" ""
}

@test "a record that is not whole or not right is not acted on" {
    sink
    pass_to john@example.com
    # check STATUS: no reply, no delivery, that exit status.
    check() {
        local status=0
        smtp_out <"$work/record" >"$work/reply" || status=$?
        is "$status" "$1"
        [ ! -s "$work/reply" ]
        [ ! -e "$work/sink/dialogue" ]
    }
    record | head -n -1 >"$work/record"
    check 111
    record 2 >"$work/record"
    check 100
    grep -q 'record 2 where 1 was due' "$work/log"
    record | grep -v '^policy.status' >"$work/record"
    check 111
    record | grep -v '^rcpt.1.copy' >"$work/record"
    check 100
    record | sed 's/^length=.*/length=9999/; s/^header-length=.*/header-length=10/' >"$work/record"
    check 100
    record | sed 's/^header-length=.*/header-length=10/' >"$work/record"
    check 100
    grep -q 'header-length ends within a line' "$work/log"
}

@test "an envelope that smtp-in did not write" {
    sink
    pass_to john@example.com
    record >"$work/record"
    grep -v '^\(mail-id\|log\|copy\|policy\|rcpt.1.[dcl]\)' "$work/record" >"$work/envelope"
    smtp_out <"$work/record" >"$work/reply" 8<"$work/envelope"
    is "$(delivered)" 1
    sed -i 's/^sender=.*/sender=other@example.net/' "$work/envelope"
    run -100 smtp_out <"$work/record" 8<"$work/envelope"
    is "$output" ""
    is "$(delivered)" 1
}

@test "the messages of a connection one after the other" {
    sink
    pass_to john@example.com
    { record 1; record 2; record 3; } >"$work/record"
    smtp_out <"$work/record" >"$work/reply"
    is "$(grep '^seq=' "$work/reply" | tr '\n' ' ')" "seq=1 seq=2 seq=3 "
    is "$(delivered)" 3
    { record 1; record 1; } >"$work/record"
    run -100 smtp_out <"$work/record"
    is "$(delivered)" 4
}

@test "a connection is used for the next message, too" {
    sink
    pass_to john@example.com
    { record 1; record 2; } >"$work/record"
    smtp_out <"$work/record" >"$work/reply"
    is "$(delivered)" 2
    is "$(grep -c 'C: EHLO' "$work/sink/dialogue")" 1
    is "$(grep -c 'C: XFORWARD' "$work/sink/dialogue")" 2
    is "$(grep -c 'C: QUIT' "$work/sink/dialogue")" 1
}

@test "a kept connection that is gone is replaced" {
    local rule
    for rule in 'mail after 1 times 1 close' 'mail after 1 times 1 421 4.4.2 Idle'; do
        rm -rf "$work/sink" && mkdir "$work/sink"
        sink -a "$rule"
        pass_to john@example.com
        { record 1; record 2; } >"$work/record"
        smtp_out <"$work/record" >"$work/reply"
        is "$(grep -c '^reply=250 2.0.0' "$work/reply")" 2
        is "$(grep -c 'C: EHLO' "$work/sink/dialogue")" 2
        kill "$sink"
    done
}

@test "a kept connection that is gone, and no next hop any more" {
    sink
    pass_to john@example.com
    next_hop_ends() {
        wait_until 5 grep -q '^seq=1' "$work/reply"
        kill "$sink"
        while listens "${via##*:}"; do sleep 0.05; done
    }
    { record 1; next_hop_ends; record 2; } | smtp_out >"$work/reply"
    is "$(grep -c '^reply=250 2.0.0' "$work/reply")" 1
    is "$(grep -c '^reply=451 4.5.0 .*failed connecting' "$work/reply")" 1
}

@test "the log entry" {
    sink
    pass_to john@example.com mary@example.com
    envelope+=(client.addr=192.0.2.9 client.port=4711 client.ident=4QID)
    plan+=(log.originating=1 bank=MYNETS 'log.message-id=<m@x>' log.public-addr=203.0.113.5)
    deliver
    is "$(sed 's/[0-9]* ms$/N ms/' "$work/log")" "<5>(01234-01) Passed CLEAN {RelayedInternal}, MYNETS LOCAL [192.0.2.9]:4711 [203.0.113.5] <joan@example.net> -> <john@example.com>,<mary@example.com>, Queue-ID: 4QID, Message-ID: <m@x>, mail_id: 7vykgLjHGVrk, Hits: 0.5, size: $size, queued_as: 1, N ms"
}

@test "a long log entry is continued" {
    sink
    # shellcheck disable=SC2046
    pass_to $(printf 'recipient%d@example.com ' {1..80})
    deliver
    is "$(grep -c . "$work/log")" 3
    is "$(sed -n '1,2s/^<5>//p' "$work/log" | awk '{ print length($0) }' | sort -u)" 980
    is "$(grep -c '\.\.\.$' "$work/log")" 2
    is "$(grep -c '^<5>(01234-01) \.\.\.' "$work/log")" 2
}

@test "a method that is none stops the program, or defers the mail" {
    sink
    pass_to john@example.com
    plan=("${plan[@]/copy.1.via=*/copy.1.via=pipe:cat}")
    deliver
    is_like "$reply" "451 4.5.0 * From MTA(pipe:cat) during fwd-connect (<pipe:cat> is no delivery method: *"
    echo "\$forward_method = 'pipe:cat';" >>"$work/conf/50-user"
    run -100 deliver
    grep -q '50-user:2:.*forward_method.*no delivery method' "$work/log"
}

@test "a host name works where \$forward_method has it" {
    sink
    via=${via/\[127.0.0.1\]/localhost}
    pass_to john@example.com
    deliver
    is "$(delivered)" 1
    plan=("${plan[@]/copy.1.via=*/copy.1.via=smtp:[no.such.host.example]:25}")
    deliver
    is_like "$reply" "451 4.5.0 * (host no.such.host.example is not known: *"
}
