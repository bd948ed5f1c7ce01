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

all_steps() {
    echo "$client_steps"
    printf 'sink-%s ' $sink_steps dot
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

@test "a worker is killed at every step" {
    # shellcheck disable=SC2046
    cases KILL worker $(all_steps)
}

# The two ends of the chain at the steps that count, all of it with CHAOS=full.
copy_cases() {
    local signal stage step
    local ends="smtp-in smtp-out" steps="sink-data sink-dot sink-dot2"
    # shellcheck disable=SC2154
    fault_recipients=$two_copies
    if [[ ${CHAOS-} == full ]]; then ends=$stages steps="$(all_steps) sink-dot2"; fi
    for stage in $ends; do
        for step in $steps; do
            for signal in KILL TERM; do fault_case "worker $stage" "$signal" "$step"; done
        done
    done
}

@test "a mail of two copies: a worker is killed or told to end" {
    copy_cases
}

@test "the same with an LMTP server as the next hop" {
    # shellcheck disable=SC2034
    fault_way=lmtp
    copy_cases
}

@test "a resident is killed at every step" {
    # shellcheck disable=SC2046
    cases KILL resident $(all_steps)
}

@test "the supervisor is killed at every step" {
    for step in $(all_steps); do fault_case supervisor KILL "$step"; done
}
