#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# Mail that programs read in different ways: tests/ambiguous/messages.py has the kinds.

# shellcheck disable=SC2154 # the variables of contract.bash
load contract.bash

setup() {
    contract_setup
}

check() {
    tests/ambiguous/check "$bin/mime-split" "$work/conf.d" "$1"
}

@test "a file that any reader may find is found" { check hidden; }

@test "a name that any reader may show is shown" { check named; }

@test "well-formed mail has its parts and no ambiguity" { check well-formed; }

@test "what Python finds in faulty mail is found" { check faulty; }
