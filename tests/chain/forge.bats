#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# A stage that does not tell the truth: the sender hears 451 and nothing is delivered.
bats_require_minimum_version 1.5.0

load ../lib/common
load ../lib/filter
load ../lib/faults

# A program for @chain that reads records and lets BODY (bash) decide what becomes of
# each: $record has its lines, without the closing empty one.
liar() { # NAME BODY
    cat >"$fault_dir/$1" <<END
#!/bin/bash
while :; do
    record=
    while IFS= read -r line && [[ -n \$line ]]; do record+=\$line\$'\n'; done
    [[ -n \$record ]] || exit 0
    $2
done
END
    chmod 755 "$fault_dir/$1"
}

# forge BODY PLACE: one message through a chain with a liar before stage PLACE.
forge() {
    local chain="" stage
    fault_setup
    liar liar "$1"
    for stage in mime-split virus-check spam-score policy smtp-out; do
        [[ $stage != "$2" ]] || chain+=" $fault_dir/liar"
        chain+=" $stage"
    done
    fault_settings="@chain = qw($chain );"
    fault_target=none fault_step=none
    fault_sink
    fault_filter
    open_connection
}

# Wherever it stands, the message is refused for now and nobody gets it.
check_refused() {
    local place
    for place in virus-check policy smtp-out; do
        forge "$1" "$place"
        ! transaction 1 || { echo "before $place: taken: $reply" && return 1; }
        [[ $reply == 451* ]] || { echo "before $place: <$reply>" && return 1; }
        close_connection
        sleep 0.2
        [[ $(copies_of 1) == 0 ]] || { echo "before $place: delivered" && return 1; }
        stop_filter
        wait_until 5 no_process_left
        fault_end
    done
}

teardown() {
    close_connection
    [[ -z ${fault_dir-} ]] || fault_end
}

@test "an honest program in the chain changes nothing" {
    forge 'printf "%s\n" "$record"' policy
    transaction 1
    transaction 2
    close_connection
    wait_until 5 arrived 1
    wait_until 5 arrived 2
    stop_filter
}

# In one piece, by cat: bash writes line by line, and a second record that begins only
# after the final dot is too late to stop the first (chainmail-record(5)).
@test "a record twice" {
    check_refused 'printf "%s\n%s\n" "$record" "$record" >"$0.both"; cat "$0.both"'
}

@test "a record dropped" {
    check_refused ':'
}

@test "a record that comes too late" {
    check_refused "sleep $((fault_timeout_s + 3)); printf '%s\n' \"\$record\""
}

@test "a record without its end" {
    check_refused 'printf "%s" "$record"; exit 0'
}

@test "another sender" {
    check_refused 'printf "%s\n" "${record/sender=a@example.net/sender=b@example.net}"'
}

@test "a recipient more" {
    check_refused 'printf "%s\n" "${record}rcpt.2.addr=eve@example.com
rcpt.2.destiny=pass
rcpt.2.copy=1
"'
}

@test "another recipient" {
    check_refused 'printf "%s\n" "${record/john@/eve@}"'
}

@test "the number of another message" {
    check_refused 'printf "%s\n" "${record/seq=1/seq=2}"'
}

@test "lines that are none" {
    check_refused 'printf "%snonsense\n\n" "$record"'
}

@test "a program that ends" {
    check_refused 'exit 111'
}
