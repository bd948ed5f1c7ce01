#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# Containers as mime-split opens them: mime-split(8), CONTAINERS. The archives are made
# here, by archives.py and by Debian's own programs where they are installed.

# shellcheck disable=SC2030,SC2031,SC2034,SC2154 # the variables of contract.bash
bats_require_minimum_version 1.5.0
load contract.bash

setup() {
    contract_setup
    make=$BATS_TEST_DIRNAME/../lib/archives.py
    printf 'plain words\n' >"$work/a.txt"
    printf 'MZ%064d' 0 >"$work/b.exe"
}

# split NAME: $work/NAME is sent as an attachment; the findings below it in $answer.
split() {
    {
        printf 'From: a@example.net\nMIME-Version: 1.0\n'
        printf 'Content-Type: application/octet-stream; name="%s"\n' "$1"
        printf 'Content-Transfer-Encoding: base64\n\n'
        base64 "$work/$1"
    } >"$work/message"
    length=$(stat -c %s "$work/message")
    header=0
    rm -f "$work/parts"
    { record 1; echo; } | run_stage mime-split >"$work/answer" || fail "exit status $?"
    answer=$(grep -E '^(part\.1\.[0-9]|part\.1\.(attr|damage)|hold=)' "$work/answer") ||
        answer=
}

# content PATH: the bytes of a part in the store.
content() {
    local offset length
    read -r offset length < <(sed -n "s/^part\.$1\.at=//p" "$work/answer")
    tail -c +$((offset + 1)) "$work/parts" | head -c "$length"
}

# has_both: a.txt and b.exe are in the answer, with content, b.exe last.
has_both() {
    grep -qx 'part\.1\.[1-9.]*name=\(.*/\)\?a\.txt' <<<"$answer" || fail "$answer"
    grep -qx 'part\.1\.[1-9.]*name=\(.*/\)\?b\.exe' <<<"$answer" || fail "$answer"
    local path
    path=$(sed -n 's/^part\.\([0-9.]*\)\.name=\(.*\/\)\?b\.exe$/\1/p' <<<"$answer")
    content "$path" | cmp - "$work/b.exe" || fail "content of $path"
    ! grep '^hold\|damage' <<<"$answer"
}

@test "archives of all kinds that we can write ourselves" {
    for kind in zip tar cpio ar lha cab rar iso tnef doc msg rtf pdf hidden-pdf; do
        python3 "$make" "$kind" "$work/x.$kind" "a.txt=$work/a.txt" "b.exe=$work/b.exe"
        split "x.$kind"
        has_both || fail "$kind"
    done
}

@test "compressed files: the name loses its ending" {
    for kind in gz bz2 xz lzma; do
        python3 "$make" "$kind" "$work/b.exe.$kind" "b.exe=$work/b.exe"
        split "b.exe.$kind"
        grep -qx 'part.1.1.name=b.exe' <<<"$answer" || fail "$kind: $answer"
        content 1.1 | cmp - "$work/b.exe"
    done
}

@test "archives of Debian's programs" {
    cd "$work"
    made=
    if type 7z; then 7z a -bd x.7z a.txt b.exe && made+=" x.7z"; fi
    if type zstd; then tar cf - a.txt b.exe | zstd >x.tar.zst && made+=" x.tar.zst"; fi
    if type lz4; then tar cf - a.txt b.exe | lz4 >x.tar.lz4 && made+=" x.tar.lz4"; fi
    if type lzip; then tar cf - a.txt b.exe | lzip >x.tar.lz && made+=" x.tar.lz"; fi
    if type compress; then tar cf - a.txt b.exe | compress >x.tar.Z && made+=" x.tar.Z"; fi
    if type gcab; then gcab -cz x.cab a.txt b.exe && made+=" x.cab"; fi
    if type genisoimage; then
        genisoimage -quiet -J -R -o x.iso a.txt b.exe && made+=" x.iso"
    fi
    if type jlha; then jlha a x.lzh a.txt b.exe && made+=" x.lzh"; fi
    [ -n "$made" ] || skip "none of 7z zstd lz4 lzip compress gcab genisoimage jlha here"
    for archive in $made; do
        split "$archive"
        has_both || fail "$archive"
    done
}

@test "encrypted members are named and marked" {
    for kind in zip rar; do
        python3 "$make" "encrypted-$kind" "$work/x.$kind" "b.exe=$work/b.exe"
        split "x.$kind"
        grep -qx 'part.1.1.name=b.exe' <<<"$answer" || fail "$kind: $answer"
        grep -qx 'part.1.1.attr=UC' <<<"$answer" || fail "$kind: $answer"
        run ! grep 'part.1.1.at=' <<<"$answer"
    done
}

@test "an encrypted list of members marks the archive" {
    type 7z || skip "no 7z here"
    (cd "$work" && 7z a -bd -psecret -mhe x.7z b.exe)
    split x.7z
    grep -qx 'part.1.attr=UC' <<<"$answer"
}

@test "an Office document with a password is marked" {
    python3 "$make" password-doc "$work/x.docx" "a.txt=$work/a.txt"
    split x.docx
    grep -qx 'part.1.attr=UC' <<<"$answer"
}

@test "a bomb is held, soon and in little memory" {
    head -c 400000000 /dev/zero | gzip -9 >"$work/zeros.gz"
    # The sanitizers' map of all memory would be over the limit.
    [[ -n ${SANITIZED-} ]] || ulimit -v 1500000
    SECONDS=0
    split zeros.gz
    ((SECONDS < 30))
    grep -q '^hold=Exceeded storage quota [0-9]* bytes by part 1.1$' <<<"$answer"
    [ "$(stat -c %s "$work/parts")" -le 314572800 ]
}

@test "archives in archives end at \$MAXLEVELS" {
    cp "$work/a.txt" "$work/0.zip"
    for level in {1..15}; do
        python3 "$make" zip "$work/$level.zip" "x.zip=$work/$((level - 1)).zip"
    done
    split 12.zip
    run ! grep '^hold=' <<<"$answer"
    split 13.zip
    grep -qx 'hold=Maximum decoding depth (14) exceeded' <<<"$answer"
}

@test "a gzip file that contains itself ends" {
    # 32 bytes that libarchive's guess of filters would take for 25 layers of gzip.
    printf '\037\213\b\0\0\0\0\0\0\3' >"$work/x.gz"
    for _ in {1..500}; do printf '\037\213\b\0\0\0\0\0\0\3\3\0\0\0\0\0\0\0\0\0'; done >>"$work/x.gz"
    SECONDS=0
    split x.gz
    ((SECONDS < 10))
}

@test "a mail in an archive is taken apart" {
    cp "$work/message" "$work/plain"
    {
        printf 'From: a@example.net\nSubject: x\nMIME-Version: 1.0\n'
        printf 'Content-Type: application/x-thing; name=b.exe\n'
        printf 'Content-Transfer-Encoding: base64\n\n'
        base64 "$work/b.exe"
    } >"$work/mail.eml"
    python3 "$make" zip "$work/x.zip" "mail.eml=$work/mail.eml"
    split x.zip
    grep -qx 'part.1.1.1.name=b.exe' <<<"$answer"
    content 1.1.1 | cmp - "$work/b.exe"
}

@test "a member that takes more memory than there may be marks the archive" {
    # newc: the second name is said to be of 2 GB.
    local zeros=00000000 mode=000081A4
    header() { printf '070701%08X%s%s%s00000001%s%s%s%s%s%s%s%s' 1 $mode $zeros $zeros $zeros "$1" \
        $zeros $zeros $zeros $zeros "$2" $zeros; }
    { header 0000000C 00000006; printf 'a.txt\0plain words\n'; } >"$work/a.cpio"
    { header 0000000C 7FFFFFF0; printf 'b.exe\0'; } >>"$work/a.cpio"
    split a.cpio
    grep -qx 'part.1.1.name=a.txt' <<<"$answer"
    grep -qx 'part.1.attr=U' <<<"$answer"
}

@test "a cut archive gives what is before the cut, and says so" {
    python3 "$make" zip "$work/whole.zip" "a.txt=$work/a.txt" "b.exe=$work/b.exe"
    head -c $(($(stat -c %s "$work/whole.zip") - 130)) "$work/whole.zip" >"$work/cut.zip"
    split cut.zip
    grep -qx 'part.1.1.name=a.txt' <<<"$answer"
    run ! grep '^hold=' <<<"$answer"
}
