#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# What compiler and linker can do for the programs, they did for each of them.
bats_require_minimum_version 1.5.0

load ../lib/common

setup() {
    type -P readelf >/dev/null || skip "needs readelf of the package binutils"
    mapfile -t programs < <(find "$build/bin" -type f -perm -u+x)
    ((${#programs[@]} > 7))
}

# each PATTERN READELF-OPTION...: a line of what readelf says of every program (grep -E).
each() {
    local pattern=$1 program
    shift
    for program in "${programs[@]}"; do
        readelf -W "$@" "$program" | grep -Eq -- "$pattern" || { echo "$program: no $pattern" && return 1; }
    done
}

# none PATTERN READELF-OPTION...
none() {
    local pattern=$1 program
    shift
    for program in "${programs[@]}"; do
        ! readelf -W "$@" "$program" | grep -E -- "$pattern" || { echo "$program" && return 1; }
    done
}

@test "they are loaded at random addresses" {
    each 'Type: *DYN' -h
    each 'FLAGS_1.* PIE' -d
    none 'TEXTREL' -d
}

@test "their tables of functions are read-only once they run" {
    each 'GNU_RELRO' -l
    each 'FLAGS_1.* NOW' -d
}

@test "no memory is both written and executed, the stack included" {
    each 'GNU_STACK' -l
    none 'GNU_STACK.* RWE|LOAD.* RWE' -l
}

@test "overflows of the stack and of known buffers are noticed" {
    each '__stack_chk_fail' --dyn-syms
    none '__asan_init' --dyn-syms || skip "the sanitizers take the place of FORTIFY"
    each ' __(mem|str|v?s?n?printf|v?f?printf|read|pread|recv|fd|poll|readlink|realpath)[a-z0-9]*_chk' --dyn-syms
}

@test "jumps and returns are checked where the processor can" {
    [[ $(uname -m) == x86_64 ]] || skip "only on x86-64"
    readelf -nW "$build/lib/os/fd.o" | grep -q 'x86 feature: IBT, SHSTK'
    # The linker drops the mark when one of its inputs is without, as in Debian 12 the C
    # library's.
    readelf -nW "$(g++ -print-file-name=Scrt1.o)" | grep -q 'IBT, SHSTK' ||
        skip "needs a C library with CET"
    each 'x86 feature: IBT, SHSTK' -n
}

@test "they load libraries from the system's directories only" {
    none 'RPATH|RUNPATH' -d
}
