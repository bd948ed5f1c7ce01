#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception

load contract.bash

setup() {
    # Else there would be no resident virus-ask.
    settings="@av_scanners = (['test', '/bin/true', '{}', [0], [1]]);"
    contract_setup
}

teardown() {
    contract_end
}

# OUT holds what STAGE made of `record SEQ`: others' lines exactly, own lines behind them,
# one status, one empty line.
check_answer() { # STAGE SEQ
    local own others
    own=$(own_lines "$1")
    others=$(record "$2" | LC_ALL=C grep -Evc "$own")
    record "$2" | LC_ALL=C grep -Ev "$own" >"$work/others"
    head -n "$others" "$work/answer" | cmp - "$work/others" || fail "$1: lines of others changed"
    tail -n +$((others + 1)) "$work/answer" | LC_ALL=C grep -Ev "$own" >"$work/rest" || true
    [ "$(cat "$work/rest" | wc -c)" = 1 ] || fail "$1: foreign lines behind its own"
    [ "$(grep -c "^$1\.status=" "$work/answer")" = 1 ] || fail "$1: no status"
}

@test "lines of others pass byte for byte, own lines come behind them" {
    for stage in $stages; do
        { record 1; echo; } | run_stage "$stage" >"$work/answer" || fail "$stage failed"
        check_answer "$stage" 1
    done
}

@test "lines that come in under a stage's own names are dropped" {
    for stage in $stages; do
        { record 1; echo "$stage.status=forged"; echo; } | run_stage "$stage" >"$work/answer"
        ! grep -q forged "$work/answer" || fail "$stage let a forged line pass"
        [ "$(grep -c "^$stage\.status=" "$work/answer")" = 1 ]
    done
}

@test "a record without its end is not acted on" {
    for stage in $stages; do
        status=0
        record 1 | run_stage "$stage" >"$work/answer" || status=$?
        [ "$status" = 111 ] || fail "$stage: exit status $status"
        [ ! -s "$work/answer" ] || fail "$stage wrote something"
    done
}

@test "an end between two records is the end" {
    for stage in $stages; do
        run_stage "$stage" </dev/null >"$work/answer" || fail "$stage failed"
        [ ! -s "$work/answer" ]
    done
}

@test "reads and writes of one byte" {
    for stage in $stages; do
        { record 1; echo; } | "$tool/dribble" | run_stage "$stage" | "$tool/dribble" >"$work/answer"
        check_answer "$stage" 1
    done
}

@test "two messages in a row" {
    for stage in $stages; do
        { record 1; echo; record 2; echo; } | run_stage "$stage" >"$work/both" || fail "$stage failed"
        [ "$(grep -c '^$' "$work/both")" = 2 ] || fail "$stage: not two records"
        [ "$(grep -c "^$stage\.status=" "$work/both")" = 2 ]
        [ "$(sed -n 2p "$work/both")" = "seq=1" ]
        [ "$(grep '^seq=' "$work/both" | tail -n 1)" = "seq=2" ]
    done
}

@test "the first answer comes before the second record" {
    for stage in $stages; do
        mkfifo "$work/in.$stage" "$work/out.$stage"
        run_stage "$stage" <"$work/in.$stage" >"$work/out.$stage" &
        exec 7>"$work/in.$stage" 8<"$work/out.$stage"
        { record 1; echo; } >&7
        seen=
        while IFS= read -r -t 20 -u 8 line; do
            seen="$seen$line|"
            [ -n "$line" ] || break
        done
        [[ $seen == *"$stage.status="* ]] || fail "$stage: no answer while the input is open"
        exec 7>&- 8<&-
        wait $!
    done
}

@test "a closed output ends a stage" {
    for stage in $stages; do
        mkfifo "$work/gone.$stage"
        { sleep 0.1; } <"$work/gone.$stage" &
        status=0
        { sleep 0.3; record 1; echo; record 2; echo; } | run_stage "$stage" >"$work/gone.$stage" || status=$?
        [ "$status" = 111 ] || fail "$stage: exit status $status"
    done
}

@test "a malformed record stops a stage with the line and the reason" {
    for stage in $stages; do
        status=0
        { record 1; echo "no equals sign"; echo; } | run_stage "$stage" >"$work/answer" || status=$?
        [ "$status" = 100 ] || fail "$stage: exit status $status"
        [ ! -s "$work/answer" ]
        grep -q 'record line 21: no "=": no equals sign' "$work/log" || fail "$stage: no reason"
    done
}

@test "a record that does not begin with id and seq is refused" {
    for stage in $stages; do
        status=0
        { record 1 | sed 1d; echo; } | run_stage "$stage" >"$work/answer" || status=$?
        [ "$status" = 100 ] || fail "$stage: exit status $status"
        [ ! -s "$work/answer" ]
    done
}

@test "a deadline that is past ends a stage without an answer" {
    for stage in $stages; do
        status=0
        { DEADLINE=1 record 1; echo; } | run_stage "$stage" >"$work/answer" || status=$?
        [ "$status" = 111 ] || fail "$stage: exit status $status"
        [ ! -s "$work/answer" ]
    done
}

@test "a stage dies at the deadline" {
    # It waits on its full output; the alarm is all that can end it.
    for stage in $stages; do
        mkfifo "$work/full.$stage"
        exec 7<>"$work/full.$stage"
        dd if=/dev/zero bs=4096 count=16 of="$work/full.$stage" oflag=nonblock status=none || true
        now=$(awk '{ printf "%d", $1 * 1000 }' /proc/uptime)
        status=0
        { DEADLINE=$((now + 1500)) record 1; echo; } | run_stage "$stage" >"$work/full.$stage" || status=$?
        exec 7<&-
        [ "$status" = $((128 + 14)) ] || fail "$stage: exit status $status, not SIGALRM"
    done
}

@test "a stage that is switched off says so" {
    for stage in virus-check spam-score; do
        { record 1; echo "skip=$stage"; echo; } | run_stage "$stage" >"$work/answer"
        grep -q "^$stage.status=skipped	switched off" "$work/answer" || fail "$stage did not skip"
    done
}
