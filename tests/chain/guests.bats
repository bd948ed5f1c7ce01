#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# Programs started by exec, and the residents of a chainmail that runs:
# tests/stage/contract-residents.bats says what they must do, this what else may happen.
bats_require_minimum_version 1.5.0

load ../lib/common
load ../lib/filter
load ../lib/faults
load ../stage/contract.bash

setup() {
    fault_target=none fault_step=none fault_message=0 guest=
    fault_setup
    fault_sink
    contract_setup
    run=$fault_dir/run
    mkdir "$run"
    export CHAINMAIL_RUN=$run
}

teardown() {
    close_connection
    [[ -z $guest ]] || kill -KILL "$guest" 2>/dev/null || true
    fault_end
}

# begins STAGE OPTION...: in the background, waiting for a record on descriptor 7; sets
# guest.
begins() {
    local name=$1
    shift
    mkfifo "$fault_dir/in"
    "$build/bin/$name" "$@" <"$fault_dir/in" >"$fault_dir/out" 2>"$fault_dir/err" \
        3<"$work/message" 4<>"$work/parts" &
    guest=$!
    exec 7>"$fault_dir/in"
}

# The process that does the work of `guest`: another one, or itself.
worker() { fault_pid "worker $1"; }
says() { grep -q "$1" "$fault_dir/err"; }
has_worker() { [[ -n $(worker "$1") ]]; }
parent() { sed -n 's/^PPid:\t//p' "/proc/$1/status"; }

ends_with() {
    local status=0
    wait "$guest" || status=$?
    guest=
    [[ $status == "$1" ]] || { echo "exit status $status" && cat "$fault_dir/err" && return 1; }
}

@test "a resident's worker does the work, on the descriptors of who asked" {
    fault_filter
    begins mime-split
    wait_until 5 has_worker mime-split
    [[ $(parent "$(worker mime-split)") == "$supervisor" ]]
    # The pipe is the worker's alone.
    [[ $(readlink "/proc/$(worker mime-split)/fd/0") == "$fault_dir/in" ]]
    [[ $(readlink "/proc/$guest/fd/0") != "$fault_dir/in" ]]
    { record 1; echo; } >&7
    exec 7>&-
    ends_with 0
    grep -q '^mime-split.status=ok' "$fault_dir/out"
    wait_until 5 idle_with_doors
}

# Seven sockets more than faults.bash counts.
idle_with_doors() { (($(find "/proc/$supervisor/fd" -mindepth 1 | wc -l) <= 31)); }

@test "the worker's exit status and log are those of the program" {
    fault_filter
    begins virus-check
    echo 'no equals sign' >&7
    echo >&7
    exec 7>&-
    ends_with 100
    says 'no "="'
    if says 'working alone'; then false; fi
    ! grep -q 'no "="' "$filter_log"
}

@test "signals end both" {
    local signal
    fault_filter
    for signal in TERM INT HUP; do
        # A program in the background of a shell without job control ignores INT.
        signal_reaches "$signal"
    done
    begins spam-score
    wait_until 5 has_worker spam-score
    kill -KILL "$guest"
    ends_with 137
    wait_until 5 has_no_worker spam-score
}

has_no_worker() { ! has_worker "$1"; }

signal_reaches() {
    begins spam-score
    wait_until 5 has_worker spam-score
    kill "-$1" "$guest"
    ends_with $((128 + $(kill -l "$1")))
    wait_until 5 has_no_worker spam-score
    exec 7>&-
    rm "$fault_dir/in"
}

@test "--alone, and a configuration of one's own, work alone" {
    fault_filter
    { record 1; echo; } | "$build/bin/mime-split" --alone -c "$work/conf.d" 3<"$work/message" 4<>"$work/parts" 2>"$fault_dir/err" | grep -q '^mime-split.status=ok'
    ! says alone
    { record 1; echo; } | "$build/bin/mime-split" -c "$work/conf.d" 3<"$work/message" 4<>"$work/parts" 2>"$fault_dir/err" | grep -q '^mime-split.status=ok'
    says "mime-split: chainmail runs with another configuration than $work/conf.d: working alone"
    # The same one, written otherwise, is not another.
    cd "$fault_dir"
    { record 1; echo; } | "$build/bin/mime-split" -c run/../conf.d 3<"$work/message" 4<>"$work/parts" 2>"$fault_dir/err" | grep -q '^mime-split.status=ok'
    ! says alone
}

@test "nobody there, nobody answering, nobody any more" {
    fault_filter
    { record 1; echo; } >"$work/in"
    stage() { "$build/bin/mime-split" -c "$fault_dir/conf.d" <"$work/in" 3<"$work/message" 4<>"$work/parts" 2>"$fault_dir/err" | grep -c '^mime-split.status=ok'; }
    CHAINMAIL_RUN=$fault_dir/none run -0 stage
    ! says alone
    kill -STOP "$supervisor"
    run -0 stage
    kill -CONT "$supervisor"
    [[ $output == 1 ]]
    says 'the supervisor does not answer: working alone'
    kill -KILL "$supervisor"
    wait "$supervisor" || true
    run -0 stage
    [[ $output == 1 ]]
    says 'Connection refused: working alone'
    # The next one takes the place over.
    fault_filter
    run -0 stage
    ! says alone
}

@test "the end of the supervisor is the end of its guests" {
    fault_filter
    begins mime-split
    wait_until 5 has_worker mime-split
    kill -KILL "$supervisor"
    ends_with 111
    says 'the supervisor is gone'
}

@test "the end of a resident leaves its workers alone" {
    fault_filter
    begins mime-split
    wait_until 5 has_worker mime-split
    kill -KILL "$(fault_pid 'resident mime-split')"
    { record 1; echo; } >&7
    exec 7>&-
    ends_with 0
}

@test "after a reload guests get the new residents, and those at work keep the old" {
    fault_filter
    begins spam-score
    wait_until 5 has_worker spam-score
    echo 'score WORD 7.5' >>"$fault_dir/rules/10_test.cf"
    kill -HUP "$supervisor"
    wait_for_log 'configuration 2 is in service' 20
    { record 1; echo; } | "$build/bin/spam-score" -c "$fault_dir/conf.d" 3<"$work/message" 4<>"$work/parts" 2>"$fault_dir/new" | grep -qx 'spam.score=7.5'
    [[ ! -s $fault_dir/new ]]
    { record 1; echo; } >&7
    exec 7>&-
    ends_with 0
    grep -qx 'spam.score=1.5' "$fault_dir/out"
    wait_until 5 idle_with_doors
}

@test "other users may not use the residents" {
    ((EUID == 0)) || skip "needs root"
    type -P setpriv >/dev/null || skip "needs setpriv of the package util-linux"
    fault_filter
    chmod 711 "$BATS_RUN_TMPDIR" "$BATS_TEST_TMPDIR" "$fault_dir"
    chmod 755 "$run"
    [[ $(stat -c %a "$run/mime-split") == 600 ]]
    # Even if the file's mode let them.
    chmod 666 "$run"/*
    cp "$build/bin/mime-split" "$fault_dir/mime-split"
    { record 1; echo; } | setpriv --reuid=65534 --regid=65534 --clear-groups \
        "$fault_dir/mime-split" 3<"$work/message" 4<>"$work/parts" >/dev/null 2>"$fault_dir/err" || true
    says 'working alone'
    wait_for_log 'run/mime-split: user 65534 may not use the residents'
}

@test "without a directory for the sockets there are none, and the log says so" {
    rmdir "$run"
    fault_filter
    grep -q "no directory <$run>: programs started from a shell work alone" "$filter_log"
}

@test "a second chainmail leaves the sockets of the first" {
    fault_filter
    local first=$supervisor other
    other=$(free_port)
    "$build/bin/chainmail" -c "$fault_dir/conf.d" --listen "[127.0.0.1]:$other" >"$fault_dir/other.log" 2>&1 3>&- &
    local second=$!
    wait_until 10 grep -q 'another chainmail offers its residents there' "$fault_dir/other.log"
    kill "$second"
    wait "$second"
    [[ -S $run/policy ]]
    kill "$first"
    wait "$first"
    [[ ! -e $run/policy ]]
}

@test "a connection under tcpserver is served by the chainmail that runs" {
    type -P tcpserver >/dev/null || skip "needs tcpserver of the package ucspi-tcp"
    fault_settings="\$max_servers = 1;" fault_filter
    filter_port=$(free_port)
    tcpserver -HR 127.0.0.1 "$filter_port" "$build/bin/chainmail" -c "$fault_dir/conf.d" >"$fault_dir/err" 2>&1 3>&- &
    guest=$!
    wait_until 5 listens "$filter_port"
    open_connection
    transaction 1
    # It is one of the running one's connections, and waits like those for its turn.
    exec {second}<>"/dev/tcp/127.0.0.1/$filter_port"
    if IFS= read -r -t 1 -u "$second" greeting; then false; fi
    close_connection
    IFS= read -r -t 5 -u "$second" greeting
    [[ $greeting == 220* ]]
    exec {second}>&-
    wait_until 5 grep -q 'Passed CLEAN' "$filter_log"
    [[ ! -s $fault_dir/err ]]
    wait_until 5 no_children "$guest"
    wait_until 5 arrived 1
}

@test "--alone serves a connection without the chainmail that runs" {
    type -P tcpserver >/dev/null || skip "needs tcpserver of the package ucspi-tcp"
    fault_filter
    filter_port=$(free_port)
    tcpserver -HR 127.0.0.1 "$filter_port" "$build/bin/chainmail" --alone -c "$fault_dir/conf.d" >"$fault_dir/err" 2>&1 3>&- &
    guest=$!
    wait_until 5 listens "$filter_port"
    open_connection
    transaction 1
    wait_until 5 says 'Passed CLEAN'
    ! grep -q 'Passed CLEAN' "$filter_log"
}

no_children() { [[ -z $(<"/proc/$1/task/$1/children") ]]; }

@test "policy gets its connection to lookup here, too" {
    mkdir "$fault_dir/bin"
    ln -s "$build"/bin/* "$fault_dir/bin"
    rm -f "$fault_dir/bin/chainmail" "$fault_dir/bin/lookup"
    cp "$build/bin/chainmail" "$fault_dir/bin"
    cp "$BATS_TEST_DIRNAME/lookup/fake-lookup" "$fault_dir/bin/lookup"
    ln -s "$build/tool" "$fault_dir/tool"
    build=$fault_dir
    fault_settings="@lookup_sql_dsn = (['DBI:Pg:database=mail', 'a', 'b']);" fault_filter
    begins policy
    wait_until 5 has_worker policy
    [[ $(readlink "/proc/$(worker policy)/fd/5") == socket:* ]]
    exec 7>&-
    ends_with 0
    wait_for_log 'lookup: connection [0-9]+ gone'
}

@test "guests that make no sense are sent away" {
    fault_filter
    python3 "$BATS_TEST_DIRNAME/guests/hostile.py" "$run"
    wait_until 5 idle_with_doors
    begins mime-split
    { record 1; echo; } >&7
    exec 7>&-
    ends_with 0
    if says alone; then false; fi
    open_connection
    transaction 1
}
