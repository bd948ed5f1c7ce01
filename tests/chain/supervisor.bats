#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# chainmail(8): start, limits, residents, reload, stop.
bats_require_minimum_version 1.5.0

load ../lib/common
load ../lib/filter
load ../lib/faults

setup() {
    fault_target=none fault_step=none fault_message=0
    fault_setup
    fault_sink
}

teardown() {
    close_connection
    fault_end
}

log_has() { grep -Eq "$1" "$filter_log"; }
chainmail() { "$build/bin/chainmail" "$@" 3>&-; }

@test "--check says what the configuration means" {
    fault_settings="\$max_servers = 3;" fault_filter
    run -0 chainmail -c "$fault_dir/conf.d" --check
    [[ $output == *"mail comes in on [127.0.0.1]:$filter_port"* ]]
    [[ $output == *"goes on by   smtp:[127.0.0.1]:$sink_port"* ]]
    [[ $output == *"counts as spam    from 6.31 points on  ($fault_dir/conf.d/10-test:"* ]]
    [[ $output == *"X-Spam fields     always"* ]]
    [[ $output == *$'\nok' ]]
}

@test "a mistake in the configuration is told with its place, and nothing starts" {
    mkdir "$fault_dir/bad"
    printf '1;\n$max_servers = 2;\n$no_such_name = 1;\n' >"$fault_dir/bad/50-user"
    run -100 chainmail -c "$fault_dir/bad"
    [[ $output == *"$fault_dir/bad/50-user:3:1:"*no_such_name* ]]
    printf '$max_servers = 0;\n' >"$fault_dir/bad/50-user"
    run -100 chainmail -c "$fault_dir/bad"
    [[ $output == *"$fault_dir/bad/50-user:1:1:"*max_servers* ]]
    run -100 chainmail -c "$fault_dir/none"
    [[ $output == *"$fault_dir/none: No such file"* ]]
}

@test "a directory for messages that is not there is told with the setting" {
    mkdir "$fault_dir/bad"
    echo "\$TEMPBASE = '/nonexistent/tmp';" >"$fault_dir/bad/50-user"
    run -100 chainmail -c "$fault_dir/bad"
    [[ $output == *"50-user:1:1:"*TEMPBASE*"/nonexistent/tmp"* ]]
}

@test "a port in use names its holder" {
    fault_filter
    run -100 chainmail -c "$fault_dir/conf.d"
    [[ $output == *"held by chainmail (pid $supervisor)"* ]]
}

@test "wrong options" {
    run -100 chainmail --nonsense
    run -100 chainmail --listen nowhere -c "$fault_dir"
    run -100 chainmail more
    run -0 chainmail --help
    [[ $output == "usage: chainmail "* ]]
}

@test "a program of the chain that is not there is told with its place" {
    mkdir "$fault_dir/bad"
    echo "@chain = qw(mime-split nonesuch smtp-out);" >"$fault_dir/bad/50-user"
    run -100 chainmail -c "$fault_dir/bad"
    [[ $output == *"50-user:1:1:"*"/nonesuch to run"* ]]
}

@test "a rule file with a mistake stops the start with its place" {
    echo 'header BROKEN Subject =~ /(/' >"$fault_dir/rules/20_broken.cf"
    echo 'score BROKEN 1' >>"$fault_dir/rules/20_broken.cf"
    fault_filter || true
    log_has "20_broken.cf:1"
}

@test "only the stages that are needed are started, and one set serves all messages" {
    fault_filter
    open_connection
    [[ -n $(fault_pid "worker smtp-in") ]]
    [[ -z $(fault_pid "worker policy") ]]
    transaction 1
    local first
    first=$(fault_pid "worker policy")
    [[ -n $first ]]
    transaction 2
    [[ $(fault_pid "worker policy") == "$first" ]]
    close_connection
    wait_until 5 idle "$supervisor"
    [[ -z $(fault_pid "worker policy") ]]
}

@test "at the limit of connections the next one waits" {
    fault_settings="\$max_servers = 1;" fault_filter
    open_connection
    transaction 1
    exec {second}<>"/dev/tcp/127.0.0.1/$filter_port"
    if IFS= read -r -t 1 -u "$second" greeting; then false; fi
    close_connection
    IFS= read -r -t 5 -u "$second" greeting
    [[ $greeting == 220* ]]
    exec {second}>&-
}

@test "while a resident is down nobody is refused" {
    fault_filter
    local pid
    pid=$(fault_pid "resident policy")
    # The first end is forgiven at once, so a second one makes it wait a second.
    kill -KILL "$pid"
    wait_until 5 log_has 'policy ended: signal 9'
    wait_until 5 test -n "$(fault_pid 'resident policy')"
    sleep 0.3
    kill -KILL "$(fault_pid 'resident policy')"
    wait_until 5 log_has 'policy ended: signal 9 .*next start in (9|1)[0-9]+ ms'
    open_connection
    transaction 1
    wait_until 5 arrived 1
}

@test "SIGHUP takes a new configuration for new connections" {
    fault_filter
    open_connection
    transaction 1
    echo "\$X_HEADER_LINE = 'the second';" >"$fault_dir/conf.d/30-more"
    kill -HUP "$supervisor"
    wait_until 20 log_has 'configuration 2 is in service'
    # The old connection is closed after the message in hand, not in the middle.
    answer && [[ $reply == 421* ]]
    close_connection
    open_connection
    transaction 2
    wait_until 5 grep -qs '^X-Virus-Scanned: the second' "$sink_dir/000002.eml"
    wait_until 10 idle "$supervisor"
}

@test "SIGHUP with a broken configuration leaves the old one in service" {
    fault_filter
    echo "\$nonsense = ;" >"$fault_dir/conf.d/30-more"
    kill -HUP "$supervisor"
    wait_until 20 log_has 'old configuration stays in service: .*30-more:1:'
    open_connection
    transaction 1
    close_connection
    # A resident that refuses its settings counts the same.
    echo "\$sa_configpath = \$sa_siteconfigpath = '$fault_dir/no-such-rules';" >"$fault_dir/conf.d/30-more"
    kill -HUP "$supervisor"
    wait_until 20 log_has 'the old one stays in service|old configuration stays in service: .*no-such-rules'
    open_connection
    transaction 2
    wait_until 5 arrived 1
    wait_until 5 arrived 2
    wait_until 10 idle "$supervisor"
}

@test "SIGTERM lets the message in hand be answered" {
    kill "$sink_pid" && wait "$sink_pid" || true
    rm -f "$sink_dir/port"
    fault_sink "data delay 1"
    fault_filter
    open_connection
    ( sleep 0.5; kill -TERM "$supervisor" ) &
    transaction 1
    answer && [[ $reply == 421* ]]
    close_connection
    wait_until 10 is_gone "$supervisor"
    wait_until 5 no_process_left
    wait_until 5 arrived 1
}

@test "a connection without a word costs no chain" {
    fault_filter
    for _ in 1 2 3 4 5; do (: <>"/dev/tcp/127.0.0.1/$filter_port"); done
    wait_until 5 idle "$supervisor"
    open_connection
    transaction 1
}

@test "SIGUSR1 logs what each connection is at" {
    fault_filter
    open_connection
    transaction 1
    kill -USR1 "$supervisor"
    wait_for_log 'status: 1 of [0-9]+ connections, configuration 1'
    wait_for_log 'status: connection [0-9]+: 1 messages'
}

@test "\$log_level says what is logged of a mail" {
    local level
    for level in 0 1; do
        fault_settings="\$log_level = $level;" fault_filter
        open_connection
        transaction 1
        wait_for_log 'Passed CLEAN'
        ((level == $(grep -c '([0-9-]*) ESMTP \[127.0.0.1\]:.*: <a@example.net> -> <john@example.com>$' "$filter_log")))
        close_connection
        stop_filter
        rm "$filter_log"
    done
}

@test "the logger is started again when it ends" {
    fault_filter
    local logger
    for logger in $(fault_processes); do
        [[ $logger != "$supervisor" && $(tr '\0' ' ' <"/proc/$logger/cmdline") != *--resident* ]] && break
    done
    kill -KILL "$logger"
    wait_for_log 'the logger ended: signal 9'
    open_connection
    transaction 1
    wait_for_log 'Passed CLEAN'
}

@test "new signatures replace virus-check alone" {
    local way before policy
    for way in beside in_place; do
        printf '%s:68:First\n' 44d88612fea8a8f36de82e1278abb02f >"$fault_dir/no-database/test.hdb"
        fault_settings="\$virus_reload = '$way';" fault_filter
        before=$(fault_pid "resident virus-check")
        policy=$(fault_pid "resident policy")
        sleep 1
        printf '%s:68:Second\n' 44d88612fea8a8f36de82e1278abb02f >"$fault_dir/no-database/new"
        mv "$fault_dir/no-database/new" "$fault_dir/no-database/test.hdb"
        wait_until 20 replaced "$before"
        [[ $(fault_pid "resident policy") == "$policy" ]]
        open_connection
        transaction 1
        close_connection
        wait_until 5 idle "$supervisor"
        stop_filter
        wait_until 5 no_process_left
    done
}

# replaced PID: another resident virus-check is at work, and that one is gone.
replaced() {
    local now
    now=$(fault_pid "resident virus-check")
    is_gone "$1" && [[ -n $now && $now != "$1" ]]
}

@test "--check tries a program of one's own" {
    printf '#!/bin/sh\nexec cat\n' >"$fault_dir/good"
    printf '#!/bin/sh\nexec sort\n' >"$fault_dir/bad"
    chmod 755 "$fault_dir/good" "$fault_dir/bad"
    fault_settings="@chain = qw(mime-split virus-check spam-score $fault_dir/good policy smtp-out);" fault_filter
    run -0 chainmail -c "$fault_dir/conf.d" --check
    [[ $output == *"$fault_dir/good answers"* ]]
    sed -i 's|/good |/bad |' "$fault_dir/conf.d/20-fault"
    run -100 chainmail -c "$fault_dir/conf.d" --check
    [[ $output == *"$fault_dir/bad: no answer to record 1 in 5 s"* ]]
}

@test "--listen takes the place of the settings" {
    fault_filter
    local other
    other=$(free_port)
    CHAINMAIL_FAULT=$fault_dir "$build/bin/chainmail" -c "$fault_dir/conf.d" \
        --listen "[127.0.0.1]:$other" --ready-fd 9 9>"$fault_dir/ready" >"$fault_dir/other.log" 2>&1 3>&- &
    local pid=$!
    wait_until 20 test -s "$fault_dir/ready"
    filter_port=$other
    open_connection
    transaction 1
    close_connection
    kill "$pid"
    wait "$pid"
    grep -q 'Passed CLEAN' "$fault_dir/other.log"
}
