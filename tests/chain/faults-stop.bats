#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# No mail is lost or doubled, whatever dies or stops. `make chaos` runs every case
# (CHAOS=full), the normal suite every kill and a choice of stops.
bats_require_minimum_version 1.5.0

# Each test is many cases, and a stop costs the deadline.
export BATS_TEST_TIMEOUT=${CHAOS:+5400}
: "${BATS_TEST_TIMEOUT:=800}"

load ../lib/common
load ../lib/filter
load ../lib/faults

# A stop costs the deadline each time; those left out differ only in the step.
stop_steps() {
    if [[ ${CHAOS-} == full ]]; then
        echo "$client_steps"
        printf 'sink-%s ' $sink_steps dot
    else
        echo "mail dot sink-rcpt sink-dot"
    fi
}

# cases SIGNAL "KIND..." STEP...
cases() {
    local signal=$1 kind=$2 stage step
    shift 2
    for stage in $stages; do
        for step in "$@"; do fault_case "$kind $stage" "$signal" "$step"; done
    done
}

teardown() {
    [[ -z ${fault_dir-} ]] || fault_end
}

@test "a worker is stopped" {
    # shellcheck disable=SC2046
    cases STOP worker $(stop_steps)
}

@test "a resident is stopped" {
    # shellcheck disable=SC2046
    cases STOP resident $(stop_steps)
}

@test "the supervisor is stopped" {
    for step in $(stop_steps); do fault_case supervisor STOP "$step"; done
}
