#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# `make run` as a newcomer sees it.
bats_require_minimum_version 1.5.0

load ../lib/common
load ../lib/filter

# run-demo puts everything below $BUILD/run; links leave the real one alone.
setup() {
    demo=$BATS_TEST_TMPDIR/demo.txt
    mkdir "$BATS_TEST_TMPDIR/build"
    ln -s "${build:?}"/{bin,tool} "$BATS_TEST_TMPDIR/build"
    export BUILD=$BATS_TEST_TMPDIR/build PORT
    PORT=$(free_port)
}

teardown() {
    if [[ -n ${other-} ]]; then kill "$other" 2>/dev/null || true; fi
    if [[ -n ${pid-} ]]; then kill "$pid" 2>/dev/null || true; fi
}

start_demo() {
    CHAINMAIL_DEMO=$BATS_TEST_TMPDIR "${root:?}/tools/run-demo" >"$demo" 2>&1 </dev/null 3>&- &
    pid=$!
    wait_until 40 grep -qs 'Ctrl-C ends it' "$demo"
}

# Whatever was started by the demo has this in its environment.
left_over() { grep -lzsFx "CHAINMAIL_DEMO=$BATS_TEST_TMPDIR" /proc/[0-9]*/environ; }
none_left() { [[ -z $(left_over) ]]; }

@test "three mails, three answers, and it serves on until it is told to end" {
    needs_rules
    start_demo || cat "$demo"
    run ! none_left
    grep -E '^clean +250 .* in the Maildir +Passed CLEAN' "$demo"
    grep -E '^spam +250 .* in the Maildir +Passed SPAM' "$demo"
    grep -E '^virus +250 .* not delivered +Blocked INFECTED' "$demo"
    grep 'X-Spam-Flag: YES' "$demo"
    clean_mail "One of my own" >"$BATS_TEST_TMPDIR/own.eml"
    run -0 "$build/tool/smtp-source" -t john@example.com "127.0.0.1:$PORT" \
        "$BATS_TEST_TMPDIR/own.eml"
    grep -rq 'Subject: One of my own' "$BUILD/run/Maildir/new"
    # The log goes on below the table.
    wait_until 5 grep -q '^.*Passed CLEAN.*<sender@example.net> -> <john@example.com>' "$demo"
    kill -TERM "$pid"
    wait "$pid"
    pid=
    wait_until 5 none_left
}

@test "a port in use is not taken for the filter" {
    mkdir "$BATS_TEST_TMPDIR/box"
    "$build/tool/smtp-sink" -t 30 "127.0.0.1:$PORT" "$BATS_TEST_TMPDIR/box" 3>&- &
    other=$!
    wait_until 5 listens "$PORT"
    run -1 "$root/tools/run-demo"
    [[ $output == *"port $PORT is in use"*"make run"* ]]
}
