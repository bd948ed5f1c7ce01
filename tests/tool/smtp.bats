#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# The tools that other tests rely on: smtp-source against smtp-sink.
bats_require_minimum_version 1.5.0

load ../lib/common

setup() {
    box=$BATS_TEST_TMPDIR/box
    mail=$BATS_TEST_TMPDIR/mail.eml
    mkdir "$box"
    printf 'Subject: dots\n\n.\n..two\nplain\n.end\n' >"$mail"
}

teardown() {
    if [[ -n ${sink-} ]]; then kill "$sink" 2>/dev/null || true; fi
}

# start_sink OPTION...: sets sink and address.
start_sink() {
    "${build:?}/tool/smtp-sink" -t 60 "$@" 127.0.0.1:0 "$box" 3>&- &
    sink=$!
    wait_until 5 test -e "$box/port"
    address=127.0.0.1:$(<"$box/port")
}

source_to_sink() { "$build/tool/smtp-source" "$@" "$address" "$mail"; }

@test "what is sent is what is kept, dots and all" {
    start_sink
    run -0 source_to_sink -f a@example.net -t b@example.com -x "ADDR=192.0.2.1"
    cmp "$mail" "$box/000001.eml"
    diff - "$box/000001.env" <<EOF_ENV
EHLO source.example.net
XFORWARD ADDR=192.0.2.1
MAIL FROM:<a@example.net>
RCPT TO:<b@example.com>
EOF_ENV
}

@test "CRLF line ends are kept when asked for" {
    start_sink -b
    run -0 source_to_sink
    sed 's/$/\r/' "$mail" | cmp - "$box/000001.eml"
}

@test "without PIPELINING, or without any extension, the mail comes through" {
    start_sink -e ""
    run -0 source_to_sink -x "ADDR=192.0.2.1"
    cmp "$mail" "$box/000001.eml"
    run ! grep XFORWARD "$box/000001.env"
}

@test "a refused recipient is told of, and the others get the mail" {
    start_sink -a "rcpt match bob@ 550 5.1.1 no bob"
    run -1 source_to_sink -t john@example.com -t bob@example.com
    [[ ${lines[0]} == *$'\trcpt\tbob@example.com\t'*$'\t550 5.1.1 no bob' ]]
    [[ ${lines[1]} == *$'\tdot\t-\t'*$'\t250 2.0.0 Ok: queued as 1' ]]
    run ! grep bob "$box/000001.env"
}

@test "LMTP: a reply for each recipient" {
    start_sink -L -a "dot match bob@ 450 4.2.0 later"
    run -1 source_to_sink -L -t john@example.com -t bob@example.com
    [[ ${lines[0]} == *$'\tdot\tjohn@example.com\t'*$'\t250 '* ]]
    [[ ${lines[1]} == *$'\tdot\tbob@example.com\t'*$'\t450 4.2.0 later' ]]
    [[ ${lines[2]} == *$'\tdeferred=1\t'* ]]
}

@test "a message refused at the dot is not kept, and the next one is" {
    start_sink -a "dot times 1 451 4.3.0 later"
    run -1 source_to_sink -n 2
    [[ ${lines[2]} == *$'\taccepted=1\t'*$'\tdeferred=1\t'* ]]
    [[ ! -e $box/000001.eml ]]
    cmp "$mail" "$box/000002.eml"
}

@test "a server that closes, at any step, loses the message and is not waited for" {
    local step
    for step in connect helo mail rcpt data body dot; do
        rm -f "$box/port"
        start_sink -a "$step close"
        run -1 source_to_sink -T 5
        [[ ${lines[-1]} == *$'\tlost=1\t'* ]]
        kill "$sink"
    done
    [[ -z $(find "$box" -name '*.eml') ]]
}

@test "a client that leaves, at any step, leaves nothing behind" {
    local step
    start_sink
    for step in mail data body dot; do
        run -1 source_to_sink -D "$step"
        [[ ${lines[0]} == *$'\t'"$step"$'\t-\t'*'(no reply)' ]]
    done
    [[ -z $(find "$box" -name '*.eml') ]]
}

@test "delays are waited for, up to the time limit" {
    start_sink -a "dot times 1 delay 0.5" -a "dot delay 30"
    run -0 source_to_sink
    [[ ${lines[0]} =~ $'\t'([5-9][0-9][0-9])\.[0-9]$'\t250 ' ]]
    run -1 source_to_sink -T 1
    [[ ${lines[0]} == *'(no reply)' ]]
}

@test "many connections: every message once, and the sink ends after the last" {
    start_sink -n 300
    run -0 source_to_sink -i -q -c 7 -m 9 -n 300
    [[ ${lines[0]} == messages=300$'\t'accepted=300$'\t'* ]]
    wait_until 5 is_gone "$sink"
    cat "$box"/*.eml | sed -n 's/^X-Smtp-Source: //p' | sort -n | diff - <(seq 0 299)
}

@test "wrong rules and options are refused" {
    run -100 "$build/tool/smtp-sink" -a "lunch close" 127.0.0.1:0 "$box"
    run -100 "$build/tool/smtp-sink" -a "dot delay soon" 127.0.0.1:0 "$box"
    run -100 "$build/tool/smtp-sink" -a "dot often close" 127.0.0.1:0 "$box"
    run -100 "$build/tool/smtp-source" -D lunch 127.0.0.1:1 "$mail"
    run -100 "$build/tool/smtp-source" localhost "$mail"
}
