#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# make install: what goes where, and that it runs from there.
bats_require_minimum_version 1.5.0

load ../lib/common

setup_file() {
    export place=$BATS_FILE_TMPDIR/root
    # What is built is only copied.
    make -s -C "$root" BUILD="$build" -o programs install DESTDIR="$place" prefix=/usr
}

@test "every program has its place, and its page" {
    local program
    for program in "$build"/bin/*; do
        program=${program##*/}
        case $program in
        chainmail) [[ -x $place/usr/sbin/$program ]] ;;
        mail-scan) [[ -x $place/usr/bin/$program ]] ;;
        *) [[ -x $place/usr/libexec/chainmail/$program ]] ;;
        esac
        compgen -G "$place/usr/share/man/man*/$program.[18]"
    done
}

@test "chainmail finds its stages where they were installed" {
    mkdir "$BATS_TEST_TMPDIR/conf.d"
    printf '%s\n' "\$myhostname = 'mx.example.com';" "\$mydomain = 'example.com';" \
        >"$BATS_TEST_TMPDIR/conf.d/10"
    run -0 "$place/usr/sbin/chainmail" -c "$BATS_TEST_TMPDIR/conf.d" --check
    [[ ${lines[-1]} == ok ]]
    rm "$place/usr/libexec/chainmail/policy"
    run -100 "$place/usr/sbin/chainmail" -c "$BATS_TEST_TMPDIR/conf.d" --check
    [[ $output == *"no program $place/usr/libexec/chainmail/policy"* ]]
}

@test "the units name the place" {
    grep -x 'ExecStart=/usr/sbin/chainmail' "$place/usr/lib/systemd/system/chainmail.service"
    make -s -C "$root" BUILD="$build" -o programs install DESTDIR="$BATS_TEST_TMPDIR/b"
    grep -x 'ExecStart=/usr/local/sbin/chainmail' \
        "$BATS_TEST_TMPDIR/b/usr/local/lib/systemd/system/chainmail.service"
}
