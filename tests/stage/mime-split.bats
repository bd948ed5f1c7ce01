#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# mime-split as a program: mime-split(8). What every stage must do is in contract.bats.

# shellcheck disable=SC2030,SC2031,SC2034,SC2154 # the variables of contract.bash
bats_require_minimum_version 1.5.0
load contract.bash

setup() {
    contract_setup
}

# split: the findings for $work/message, in $work/answer.
split() {
    length=$(stat -c %s "$work/message")
    header=0
    rm -f "$work/parts"
    { record 1; echo; } | run_stage mime-split >"$work/answer" || fail "exit status $?"
    findings=$(grep -E '^(part\.|mime-error=|hold=|mime-split\.)' "$work/answer")
}

# content NAME: the bytes that the value OFFSET TAB LENGTH of NAME points at.
content() {
    local offset length file=$work/parts
    [[ $1 == *.at ]] || file=$work/message
    read -r offset length < <(sed -n "s/^$1=//p" "$work/answer")
    tail -c +$((offset + 1)) "$file" | head -c "$length"
}

mixed() {
    printf 'From: a@example.net\nContent-Type: multipart/mixed; boundary=b\n\n'
    printf -- '--b\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n'
    printf 'caf=C3=A9 =\nau lait\n--b\nContent-Type: application/x-thing; name="=?koi8-r?Q?=F0?=.exe"\n'
    printf 'Content-Transfer-Encoding: base64\n\nAAECAw==\n--b\n\nas it stands\n--b--\n'
}

@test "what is encoded is decoded, what is not is pointed at" {
    mixed >"$work/message"
    split
    [ "$(grep -Ev '\.(at|raw|short)=' <<<"$findings")" = "part.1.type=multipart/mixed
part.1.1.type=text/html
part.1.2.type=application/x-thing
part.1.2.name=П.exe
part.1.2.name==?koi8-r?Q?=F0?=.exe
part.1.3.type=text/plain
mime-split.status=ok" ]
    [ "$(content part.1.1.at)" = "café au lait" ]
    [ "$(content part.1.2.at | od -An -tx1)" = " 00 01 02 03" ]
    [ "$(content part.1.3.raw)" = "as it stands" ]
    run ! grep -q '^part\.1\.\(at\|raw\)=' <<<"$findings"
}

@test "decoded parts begin at multiples of 64" {
    mixed >"$work/message"
    split
    grep -qx 'part.1.1.at=0	13' <<<"$findings"
    grep -qx 'part.1.2.at=64	4' <<<"$findings"
}

@test "a file with CRLF ends and an mbox line is read as any other" {
    mixed >"$work/message"
    split
    plain=$findings
    { echo "From a@example.net Mon Jan  1 00:00:00 2026"; mixed; } | sed 's/$/\r/' >"$work/message"
    split
    [ "$findings" = "$plain" ]
}

@test "the second message overwrites the parts of the first" {
    mixed >"$work/message"
    length=$(stat -c %s "$work/message")
    { record 1; echo; record 2; echo; } | run_stage mime-split >"$work/both"
    [ "$(grep -c '^part.1.2.at=64	4$' "$work/both")" = 2 ]
    [ "$(stat -c %s "$work/parts")" = 68 ]
}

run_without_store() {
    "$bin/mime-split" -c "$work/conf.d" <"$work/record" 3<"$work/message" \
        >"$work/answer" 2>"$work/log"
}

@test "descriptor 4 missing, read-only or write-only: it says what to add" {
    { record 1; echo; } >"$work/record"
    run run_without_store 4<&-
    refused
    run run_without_store 4<"$work/record"
    refused
    run run_without_store 4>"$work/parts"
    refused
}

refused() {
    [ "$status" = 100 ] || fail "exit status $status"
    [ ! -s "$work/answer" ] || fail "it wrote something"
    grep -q 'add 4<>parts' "$work/log" || fail "no advice"
}

@test "a message shorter than the record says is no message" {
    length=$((length + 1))
    status=0
    { record 1; echo; } | run_stage mime-split >"$work/answer" || status=$?
    [ "$status" = 100 ]
    [ ! -s "$work/answer" ]
}

@test "an attached message is opened, an encoded one too" {
    {
        printf 'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n'
        printf 'Subject: one\n\nfirst\n--b\nContent-Type: message/rfc822\n'
        printf 'Content-Transfer-Encoding: base64\n\n'
        printf 'Subject: two\n\nsecond' | base64
        printf -- '--b--\n'
    } >"$work/message"
    split
    [ "$(content part.1.1.1.raw)" = first ]
    [ "$(content part.1.2.1.at)" = second ]
    [ "$(content part.1.2.at | head -n 1)" = "Subject: two" ]
}

@test "too many messages within messages hold the mail" {
    for _ in {1..14}; do printf 'Content-Type: message/rfc822\n\n'; done >"$work/message"
    printf 'Subject: x\n\nbody' >>"$work/message"
    split
    grep -qx 'hold=Maximum decoding depth (14) exceeded' <<<"$findings"
    grep -qx 'mime-split.status=hold	Maximum decoding depth (14) exceeded' <<<"$findings"
    sed -i 1,2d "$work/message"
    split
    grep -qx 'mime-split.status=ok' <<<"$findings"
}

@test "too many parts hold the mail, and the record stays within its bounds" {
    {
        printf 'Content-Type: multipart/mixed; boundary=b\n\n'
        yes -- '--b' | head -n 200000
    } >"$work/message"
    split
    grep -qx 'hold=Maximum number of files (1500) exceeded' <<<"$findings"
    [ "$(grep -c '^part\..*\.type=' <<<"$findings")" = 1500 ]
}

@test "what is against MIME is said" {
    printf 'Content-Type: multipart/mixed; boundary=b; boundary=c\n\n--b\n\nx\n' >"$work/message"
    split
    grep -qx 'mime-error=part 1: the closing delimiter of a multipart is missing' <<<"$findings"
    grep -qx 'part.1.ambiguous=boundary' <<<"$findings"
}

@test "an empty message has one empty part" {
    : >"$work/message"
    split
    grep -qx 'part.1.raw=0	0' <<<"$findings"
}

@test "what needs too much memory holds the mail" {
    [[ -z ${SANITIZED-} ]] || skip "built with sanitizers: their map of all memory is over the limit"
    {
        printf 'Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n'
        head -c 30000000 /dev/zero | base64
    } >"$work/message"
    ulimit -d 60000
    split
    grep -qx 'hold=Maximum memory of decoding exceeded' <<<"$findings"
    grep -qx 'mime-split.status=hold	Maximum memory of decoding exceeded' <<<"$findings"
}
