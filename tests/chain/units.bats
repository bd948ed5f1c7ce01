#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# conf/: what systemd makes of the files for it.
bats_require_minimum_version 1.5.0

load ../lib/common

needs() { type -P "$1" >/dev/null || skip "needs $1 of the package systemd"; }

# units: copies of all units that run the program just built.
units() {
    cp "$root"/conf/*.service "$root"/conf/*.socket "$BATS_TEST_TMPDIR"
    sed -i "s|/usr/sbin/chainmail|$build/bin/chainmail|" "$BATS_TEST_TMPDIR"/*.service
}

@test "systemd finds nothing wrong with the units" {
    needs systemd-analyze
    units
    cd "$BATS_TEST_TMPDIR"
    run -0 systemd-analyze verify --man=no ./*.service ./*.socket
    [[ -z $output ]]
    # It would tell.
    sed -i 's/^KillMode=.*/Killmode=mixed/' chainmail.service
    run systemd-analyze verify --man=no ./chainmail.service
    [[ $output == *"Unknown key 'Killmode'"* ]]
}

@test "a service for all connections and one for each are told apart" {
    grep -qx 'Accept=yes' "$root/conf/chainmail-each.socket"
    [[ -e $root/conf/chainmail-each@.service ]]
    run ! grep -q '^Accept=' "$root/conf/chainmail.socket"
    ! grep -q '^MemoryDenyWriteExecute' "$root"/conf/*.service
}

@test "the user and the directories can be made" {
    needs systemd-sysusers
    needs systemd-tmpfiles
    ((EUID == 0)) || skip "needs root"
    local machine=$BATS_TEST_TMPDIR/machine
    mkdir -p "$machine/etc" "$machine/usr/lib/sysusers.d" "$machine/usr/lib/tmpfiles.d"
    cp "$root/conf/sysusers.d/chainmail.conf" "$machine/usr/lib/sysusers.d"
    cp "$root/conf/tmpfiles.d/chainmail.conf" "$machine/usr/lib/tmpfiles.d"
    systemd-sysusers --root="$machine"
    grep -q '^amavis:.*:/var/lib/amavis:/usr/sbin/nologin$' "$machine/etc/passwd"
    systemd-tmpfiles --root="$machine" --create
    [[ $(stat -c %a "$machine/var/lib/amavis/tmp") == 770 ]]
    [[ $(stat -c %u "$machine/var/lib/amavis/tmp") == "$(sed -n 's/^amavis:[^:]*:\([0-9]*\):.*/\1/p' "$machine/etc/passwd")" ]]
}
