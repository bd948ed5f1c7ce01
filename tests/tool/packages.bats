#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# tools/install-packages, with an apt that only says what it would do.
bats_require_minimum_version 1.5.0

load ../lib/common

setup() {
    stub=$BATS_TEST_TMPDIR/stub
    mkdir "$stub"
    make_stub dpkg-query "cat '$stub/have' 2>/dev/null"
    make_stub apt-get "echo \"\$*\" >>'$stub/calls'
case \$* in
*-s*) cat '$stub/plan' ;;
*update*) : ;;
*) exit 9 ;;
esac"
    make_stub id "echo \${FAKE_UID:-0}"
    make_stub sudo "exit 1"
    make_stub flock ":"
    PATH=$stub:$PATH
    have g++ make pkg-config libclamav-dev libpcre2-dev libseccomp-dev libpq-dev \
        libidn2-dev libarchive-dev libmagic-dev zlib1g-dev
}

make_stub() {
    printf '#!/bin/sh\n%s\n' "$2" >"$stub/$1"
    chmod +x "$stub/$1"
}

# have PACKAGE...: what dpkg-query calls installed.
have() { printf 'installed %s\n' "$@" >"$stub/have"; }

needs_root() { ((UID == 0)) || skip "needs root: it locks as the real one does"; }

install_packages() { "${root:?}/tools/install-packages" "$@"; }

@test "nothing missing: nothing done, and quickly" {
    local start best=999999
    # The best of three: other tests run at the same time.
    for _ in 1 2 3; do
        start=${EPOCHREALTIME/./}
        run -0 install_packages build
        ((${EPOCHREALTIME/./} - start >= best)) || best=$((${EPOCHREALTIME/./} - start))
    done
    ((best < 200000))
    [[ -z $output ]]
    [[ ! -e $stub/calls ]]
}

@test "a group for which a package would be removed is left out" {
    needs_root
    printf 'Remv exim4-base [4.96]\nInst postfix (3.7)\n' >"$stub/plan"
    run -0 install_packages build postfix
    [[ $output == *"apt would remove exim4-base"* ]]
    [[ $output == *"the tests with a real Postfix are skipped"* ]]
    run ! grep -v -e -s "$stub/calls"
}

@test "a needed group that is left out is a failure" {
    needs_root
    have make
    printf 'Remv gcc-13 [13.1]\n' >"$stub/plan"
    run -1 install_packages build
    [[ $output == *"apt would remove gcc-13"* ]]
    [[ $output == *"nothing can be built"* ]]
}

@test "a package whose service runs is not upgraded" {
    needs_root
    # "sleep" is its program here, and it runs.
    cp "$(type -P sleep)" "$BATS_TEST_TMPDIR/daemon"
    "$BATS_TEST_TMPDIR/daemon" 30 3>&- &
    make_stub dpkg "[ \"\$1\" = -L ] && printf '%s\n' /lib/systemd/system/some.service \
        '$BATS_TEST_TMPDIR/daemon'"
    make_stub systemctl ":"
    printf 'Inst some [1.0] (2.0)\nInst postfix (3.7)\n' >"$stub/plan"
    run -0 install_packages postfix
    kill "$!"
    [[ $output == *"apt would upgrade some, whose service is running"* ]]
    run ! grep -v -e -s "$stub/calls"
}

@test "without root and sudo it says what to install" {
    FAKE_UID=1000 run -0 install_packages build postfix
    [[ $output == *"apt-get install --no-install-recommends postfix"* ]]
    have make
    FAKE_UID=1000 run -1 install_packages build
    [[ $output == *"install --no-install-recommends g++ pkg-config libclamav-dev"* ]]
}

@test "an unknown group is named" {
    run -1 install_packages biuld
    [[ $output == *'no group "biuld"; there are: build test rules postfix'* ]]
}
