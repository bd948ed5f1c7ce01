#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# Started by root, each program runs as its own user where there is one.
bats_require_minimum_version 1.5.0

load ../lib/common
load ../lib/filter
load ../lib/faults

own_ones="smtp-in mime-split virus-check virus-ask spam-score policy"

# Users that this machine has already are used and left alone.
setup_file() {
    [[ -z $(lacks) ]] || return 0
    export made=
    for name in $own_ones; do
        getent passwd "chainmail-$name" >/dev/null && continue
        useradd --system --no-create-home --shell /usr/sbin/nologin "chainmail-$name"
        made+=" chainmail-$name"
    done
}

teardown_file() {
    local user
    for user in ${made-}; do userdel "$user"; done
}

lacks() {
    if ((EUID != 0)); then
        echo "root"
    elif ! type -P useradd >/dev/null; then
        echo "useradd of the package passwd"
    fi
}

setup() {
    [[ -z $(lacks) ]] || skip "needs $(lacks)"
    fault_target=none fault_step=none fault_message=0
    fault_setup
    fault_sink
    # Looking at all processes takes longer than the clients of faults.bash do.
    patience="\$smtpd_timeout = 60;"
    fault_settings="$patience \$daemon_user = 'nobody'; \$daemon_group = 'nogroup';"
    fault_settings+=" @av_scanners = (['a scanner', '/bin/true', '{}', [0], [1]]);"
    mkdir "$fault_dir/tmp"
    chmod 711 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test" "$BATS_TEST_TMPDIR" "$fault_dir"
}

teardown() {
    [[ -n ${fault_dir-} ]] || return 0
    close_connection
    fault_end
}

# user_of "resident NAME" | "worker NAME": of the running process.
user_of() {
    local pid real others
    pid=$(fault_pid "$1")
    read -r _ real others < <(grep '^Uid:' "/proc/$pid/status")
    # Effective, saved and the file system's as well: no way back.
    [[ $others == "$real"$'\t'"$real"$'\t'"$real" ]]
    id -nu "$real"
}

# runs_as NAME USER: resident and worker, and the log says so.
runs_as() {
    [[ $(user_of "resident $1") == "$2" ]]
    [[ $(user_of "worker $1") == "$2" ]]
    grep -Eq "$1 ready in .*runs as $2(;|:|\$)" "$filter_log"
}

# send FILE PATTERN: the message, and what the log says of it then.
send() {
    command_is "MAIL FROM:<a@example.net>" 250
    command_is "RCPT TO:<john@example.com>" 250
    command_is DATA 354
    sed 's/$/\r/' "$1" >&"$smtp"
    command_is . 250
    wait_for_log "$2"
}

@test "each program is its own user, and mail passes" {
    chmod 1777 "$fault_dir/tmp"
    fault_filter
    open_connection
    transaction 1
    for name in $own_ones; do runs_as "$name" "chainmail-$name"; done
    [[ $(user_of "resident smtp-out") == nobody ]]
    virus_mail >"$fault_dir/virus"
    send "$fault_dir/virus" 'Blocked INFECTED'
    transaction 2
    [[ $(copies_of 1) == 1 && $(copies_of 2) == 1 ]]
    run ! grep 'av-scanner FAILED' "$filter_log"
    # It cleans up after itself, as that user.
    close_connection
    wait_until 5 is_empty "$fault_dir/tmp/virus-check"
}

is_empty() { [[ -z $(ls -A "$1") ]]; }

@test "who cannot write what he has to is \$daemon_user, and the log says why" {
    chmod 700 "$fault_dir/tmp"
    chown nobody "$fault_dir/tmp"
    fault_filter
    open_connection
    transaction 1
    runs_as virus-check nobody
    grep -qF "runs as nobody: chainmail-virus-check cannot write $fault_dir/tmp/virus-check" "$filter_log"
    runs_as mime-split chainmail-mime-split
    virus_mail >"$fault_dir/virus"
    send "$fault_dir/virus" 'Blocked INFECTED'
}

@test "a group that may write is enough" {
    [[ $made == *chainmail-virus-check* ]] || skip "this machine has a user chainmail-virus-check"
    # As sysusers.d makes it a member of amavis.
    usermod --append --groups nogroup chainmail-virus-check
    chown nobody:nogroup "$fault_dir/tmp"
    chmod 770 "$fault_dir/tmp"
    fault_filter
    open_connection
    transaction 1
    runs_as virus-check chainmail-virus-check
}

@test "without a user of its own a program is \$daemon_user" {
    [[ $made == *chainmail-policy* ]] || skip "this machine has a user chainmail-policy"
    userdel chainmail-policy
    chmod 1777 "$fault_dir/tmp"
    fault_filter
    useradd --system --no-create-home --shell /usr/sbin/nologin chainmail-policy
    open_connection
    transaction 1
    runs_as policy nobody
    grep -q 'runs as nobody: no user chainmail-policy' "$filter_log"
}

@test "without \$daemon_user all stay root, as they always did" {
    fault_settings=$patience
    fault_filter
    open_connection
    transaction 1
    runs_as policy root
    grep -q 'policy ready in .*runs as root: set \$daemon_user' "$filter_log"
}

@test "a program of the site's own runs as \$daemon_user" {
    printf '#!/bin/sh\nid -nu >"%s/who"\nexec cat\n' "$fault_dir/tmp" >"$fault_dir/own"
    chmod 755 "$fault_dir/own"
    chmod 777 "$fault_dir/tmp"
    fault_settings+=" @chain = ('mime-split', 'virus-check', 'spam-score', '$fault_dir/own', 'policy', 'smtp-out');"
    fault_filter
    open_connection
    transaction 1
    [[ $(<"$fault_dir/tmp/who") == nobody ]]
}
