#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# chainmail(8) and lookup(8): the resident that is no stage. What it answers is tested
# elsewhere; here a program of a few lines stands in for it.
bats_require_minimum_version 1.5.0

load ../lib/common
load ../lib/filter
load ../lib/faults

setup() {
    fault_target=none fault_step=none fault_message=0
    fault_setup
    fault_sink
    programs_with_fake_lookup
}

teardown() {
    close_connection
    fault_end
}

# chainmail finds the other programs beside itself.
programs_with_fake_lookup() {
    mkdir "$fault_dir/bin"
    ln -s "$build"/bin/* "$build/tool" "$fault_dir/bin"
    rm -f "$fault_dir/bin/chainmail" "$fault_dir/bin/lookup"
    cp "$build/bin/chainmail" "$fault_dir/bin"
    cp "$BATS_TEST_DIRNAME/lookup/fake-lookup" "$fault_dir/bin/lookup"
    ln -s "$build/tool" "$fault_dir/tool"
    build=$fault_dir
    fault_settings="@lookup_sql_dsn = (['DBI:Pg:database=mail;host=127.0.0.1', 'vmail', 'Geheim42']);"
}

# memory_has PID TEXT
memory_has() {
    python3 - "$1" "$2" <<'PYTHON'
import sys
pid, text = sys.argv[1], sys.argv[2].encode()
with open("/proc/%s/maps" % pid) as maps, open("/proc/%s/mem" % pid, "rb") as memory:
    for line in maps:
        words = line.split()
        if "r" not in words[1] or line.rstrip().endswith(("[vvar]", "[vsyscall]")):
            continue
        begin, end = (int(x, 16) for x in words[0].split("-"))
        memory.seek(begin)
        if text in memory.read(end - begin):
            sys.exit(0)
sys.exit(1)
PYTHON
}

log_has() { grep -Eq "$1" "$filter_log"; }

@test "policy and lookup are connected for each chain, and no longer than it lives" {
    fault_filter
    open_connection
    transaction 1
    wait_for_log 'lookup: connection [0-9]+ taken'
    [[ $(readlink "/proc/$(fault_pid 'worker policy')/fd/5") == socket:* ]]
    transaction 2
    [[ $(grep -c ' taken' "$filter_log") == 1 ]]
    close_connection
    wait_for_log 'lookup: connection [0-9]+ gone'
}

@test "passwords reach lookup and nobody else" {
    not_sanitized "their shadow is too large to be searched"
    local name pid
    fault_filter
    open_connection
    transaction 1
    wait_for_log 'lookup: knows the password'
    memory_has "$(fault_pid 'resident lookup')" Geheim42
    for name in smtp-in mime-split policy smtp-out; do
        pid=$(fault_pid "resident $name")
        ! memory_has "$pid" Geheim42 || { echo "$name has it" && return 1; }
    done
    if memory_has "$supervisor" Geheim42; then false; fi
    memory_has "$supervisor" "$fault_dir/tmp"
}

@test "without SQL there is no lookup" {
    fault_settings='' fault_filter
    open_connection
    transaction 1
    [[ -z $(fault_pid "resident lookup") ]]
    [[ ! -e /proc/$(fault_pid 'worker policy')/fd/5 ]]
}

@test "while lookup is down no connection is accepted, and it is started again" {
    fault_filter
    kill -KILL "$(fault_pid 'resident lookup')"
    wait_for_log 'lookup ended: signal 9 .*next start in 0 ms'
    wait_until 5 log_has 'lookup ready'
    sleep 0.3
    kill -KILL "$(fault_pid 'resident lookup')"
    wait_for_log 'lookup ended: signal 9 .*next start in (9|1)[0-9]+ ms'
    local begun=$EPOCHREALTIME
    open_connection
    ((${EPOCHREALTIME/./} - ${begun/./} > 300000))
    transaction 1
}

@test "the end of lookup costs a 451, and the next connection has a new one" {
    fault_filter
    open_connection
    transaction 1
    kill -KILL "$(fault_pid 'resident lookup')"
    wait_for_log 'lookup ended'
    if transaction 2; then false; fi
    wait_for_log '451 4.5.0 Error in processing'
    close_connection
    wait_until 10 log_has 'lookup ready.*'
    open_connection
    transaction 3
}

@test "a lookup that is not there or refuses its settings stops the start" {
    rm "$fault_dir/bin/lookup"
    fault_filter || true
    log_has '20-fault:[0-9]+:1:.*no program .*/bin/lookup'
    stop_filter || true
    printf '#!/bin/sh\n[ "$1" = --settings ] || exit 100\n' >"$fault_dir/bin/lookup"
    chmod 755 "$fault_dir/bin/lookup"
    fault_filter || true
    log_has 'lookup ended: exit status 100; it stays down'
}

@test "SIGHUP brings lookup in and takes it out" {
    fault_filter
    echo '@lookup_sql_dsn = ();' >"$fault_dir/conf.d/30-more"
    kill -HUP "$supervisor"
    wait_for_log 'configuration 2 is in service' 20
    wait_until 10 test -z "$(fault_pid 'resident lookup')"
    rm "$fault_dir/conf.d/30-more"
    kill -HUP "$supervisor"
    wait_for_log 'configuration 3 is in service' 20
    open_connection
    transaction 1
    wait_for_log 'lookup: connection [0-9]+ taken'
}
