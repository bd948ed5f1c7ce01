#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# virus-check as a program: virus-check(8). What every stage must do is in contract.bats.
# The database is the one signature that the program brings itself, unless a test makes
# another.

# shellcheck disable=SC2030,SC2031,SC2034,SC2154 # the variables of contract.bash
bats_require_minimum_version 1.5.0
load ../lib/common
load contract.bash

setup() {
    contract_setup
    name=Eicar-Test-Signature.UNOFFICIAL
}

# configure LINE...: more lines for the configuration.
configure() { printf '%s\n' "$@" >>"$work/conf.d/50-user"; }

# envelope [LINE...]: a record that has nothing but what smtp-in says, and these lines.
envelope() {
    length=$(stat -c %s "$work/message")
    header=0
    record 1 | grep -v '^\(mime-split\|virus-check\|virus-ask\|spam\|spam-score\|policy\)\.'
    (($# == 0)) || printf '%s\n' "$@"
}

# check: the findings for $work/message, as mime-split took it apart.
check() {
    rm -f "$work/parts"
    { envelope; echo; } | run_stage mime-split >"$work/split" || fail "mime-split failed"
    run_stage virus-check <"$work/split" >"$work/answer" || fail "exit status $?"
    findings=$(grep '^virus' "$work/answer" | grep -v '^virus\.scanner=ClamAV [0-9.]*$')
}

# attach TYPE ENCODING [BOUNDARY]: a mail with standard input as its attachment.
attach() {
    local boundary=${3:-b}
    printf 'From: a@example.net\nSubject: hi\nMIME-Version: 1.0\n'
    printf 'Content-Type: multipart/mixed; boundary=%s\n\n' "$boundary"
    printf -- '--%s\nContent-Type: text/plain\n\nwords\n' "$boundary"
    printf -- '--%s\nContent-Type: %s\nContent-Transfer-Encoding: %s\n\n' "$boundary" "$1" "$2"
    cat
    printf -- '\n--%s--\n' "$boundary"
}

zip_of() { # NAME, content on standard input
    python3 -c 'import sys, zipfile
with zipfile.ZipFile(sys.stdout.buffer, "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr(sys.argv[1], sys.stdin.buffer.read())' "$1"
}

needs_python() { command -v python3 >/dev/null || skip "python3 is not installed"; }

@test "a clean mail is clean" {
    clean_mail >"$work/message"
    check
    [ "$findings" = "virus-check.status=clean" ]
}

@test "the test file as the text of a mail" {
    { printf 'From: a@example.net\nSubject: hi\n\n'; eicar; echo; } >"$work/message"
    check
    [ "$findings" = "virus=$name	1
virus-check.status=infected" ]
    grep -q "found $name in 1" "$work/log"
}

@test "the test file as an encoded attachment" {
    eicar | base64 | attach application/octet-stream base64 >"$work/message"
    check
    [ "$findings" = "virus=$name	1.2
virus-check.status=infected" ]
}

@test "the test file in a zip archive" {
    needs_python
    eicar | zip_of eicar.com | base64 | attach application/zip base64 >"$work/message"
    check
    [ "$findings" = "virus=$name	1.2
virus=$name	1.2.1
virus-check.status=infected" ]
}

@test "the test file in a forwarded message" {
    eicar | base64 | attach application/octet-stream base64 >"$work/inner"
    attach message/rfc822 7bit outer <"$work/inner" >"$work/message"
    check
    [ "$findings" = "virus=$name	1.2.1.2
virus-check.status=infected" ]
}

@test "the test file in a forwarded message that is encoded" {
    eicar | base64 | attach application/octet-stream base64 | base64 |
        attach message/rfc822 base64 outer >"$work/message"
    check
    grep -q "^virus=$name	1\.2" <<<"$findings"
    grep -qx virus-check.status=infected <<<"$findings"
}

@test "the test file in uuencode in the text" {
    needs_python
    {
        printf 'From: a@example.net\nSubject: hi\n\nlook:\n\nbegin 644 eicar.com\n'
        eicar | python3 -c 'import binascii, sys
data = sys.stdin.buffer.read()
for i in range(0, len(data), 45):
    sys.stdout.write(binascii.b2a_uu(data[i:i+45]).decode())'
        printf '%s\nend\n' '`'
    } >"$work/message"
    check
    [ "$findings" = "virus=$name	2
virus=$name	message
virus-check.status=infected" ]
}

@test "a message that is not taken apart is scanned as it is" {
    eicar | base64 | attach application/octet-stream base64 >"$work/message"
    for line in "hold=too many parts" "mime-split.status=skipped	x" ""; do
        { envelope ${line:+"$line"}; echo; } | run_stage virus-check >"$work/answer"
        grep -qx "virus=$name	message" "$work/answer" || fail "not found with <$line>"
    done
}

@test "a part that is in no store is not clean" {
    clean_mail >"$work/message"
    { envelope 'part.1.raw=9999	10' 'mime-split.status=ok'; echo; } |
        run_stage virus-check >"$work/answer"
    grep -qx 'virus-check.status=failed	no content in part 1' "$work/answer"
}

@test "what is beyond the engine's limits is not clean" {
    needs_python
    # Archives in archives, deeper than the engine goes.
    echo words >"$work/0"
    for i in {1..20}; do
        zip_of inner.zip <"$work/$((i - 1))" >"$work/$i"
    done
    base64 <"$work/20" | attach application/zip base64 >"$work/message"
    check
    [ "$findings" = "virus-check.status=failed	limit reached: MaxRecursion in part 1.2" ]
    grep -q 'not all scanned: limit reached' "$work/log"
}

@test "without a database there is a warning" {
    clean_mail >"$work/message"
    check
    grep -q "^<4>virus-check: no ClamAV database in $work/no-database: only the EICAR" "$work/log"
}

@test "the database of the configuration is used" {
    clean_mail >"$work/message"
    mkdir "$work/database"
    echo 'Test.Minutes:0:*:6d696e75746573206f66206f7572' >"$work/database/test.ndb"
    configure "\$clamav_database_dir = '$work/database';"
    check
    grep -qx 'virus=Test.Minutes.UNOFFICIAL	1' <<<"$findings"
    run ! grep -q 'no ClamAV database' "$work/log"
}

@test "signatures that ask where a file was are answered" {
    mkdir "$work/database"
    # The name of a file in a mail, and a file in a mail: only libclamav's own reader of
    # mail tells, also of content that was clean as a part.
    echo 'Test.Name:CL_TYPE_MAIL:*:evil\.dat:*:*:*:*:*:*' >"$work/database/test.cdb"
    echo 'Test.Inside;Engine:81-255,Container:CL_TYPE_MAIL,Target:0;0;776f72647320696e73696465' \
        >"$work/database/test.ldb"
    configure "\$clamav_database_dir = '$work/database';"
    echo words | base64 | attach 'application/octet-stream; name=evil.dat' base64 >"$work/message"
    check
    grep -qx 'virus=Test.Name.UNOFFICIAL	message' <<<"$findings"
    echo words inside | base64 | attach application/octet-stream base64 >"$work/message"
    check
    grep -qx 'virus=Test.Inside.UNOFFICIAL	message' <<<"$findings"
}

@test "a database that cannot be used stops the program" {
    clean_mail >"$work/message"
    mkdir "$work/database"
    echo 'nonsense' >"$work/database/test.ndb"
    configure "\$clamav_database_dir = '$work/database';"
    status=0
    { envelope; echo; } | run_stage virus-check >"$work/answer" || status=$?
    [ "$status" = 100 ]
    [ ! -s "$work/answer" ]
    grep -q "cannot use the database $work/database (try freshclam): Malformed" "$work/log"
}

@test "a directory for temporary files is needed" {
    configure "\$TEMPBASE = '$work/none';"
    status=0
    TMPDIR='' run_stage virus-check </dev/null || status=$?
    [ "$status" = 100 ]
    grep -q "50-user:8:.*\$TEMPBASE: is no directory we may write to" "$work/log"
}

@test "nothing is left in the directory for temporary files" {
    needs_python
    configure "\$virus_check_tempbase = '$work/tmp';"
    mkdir -p "$work/tmp/virus-check/4194304"
    eicar | zip_of eicar.com | base64 | attach application/zip base64 >"$work/message"
    check
    [ -z "$(ls -A "$work/tmp/virus-check")" ]
}

@test "switched off for everybody no database is loaded" {
    clean_mail >"$work/message"
    configure "@bypass_virus_checks_maps = (1);" "\$clamav_database_dir = '/dev/null';"
    check
    [ "$findings" = "virus-check.status=skipped	switched off by the configuration" ]
}

@test "the limits and reports of clamd.conf hold" {
    printf 'MaxFileSize 1K\n' >"$work/clamd.conf"
    configure "\$clamd_config_file = '$work/clamd.conf';"
    head -c 5000 /dev/urandom | base64 | attach application/x-thing base64 >"$work/message"
    check
    grep -qx 'virus-check.status=failed	limit reached: MaxFileSize in part 1.2' <<<"$findings" ||
        fail "$findings"
    head -c 700 /dev/urandom | base64 | attach application/x-thing base64 >"$work/message"
    (($(stat -c %s "$work/message") > 1024))
    check
    [ "$findings" = "virus-check.status=clean" ]
}

@test "a mistake in clamd.conf is said with its line" {
    printf '# words\nScanPDF perhaps\n' >"$work/clamd.conf"
    configure "\$clamd_config_file = '$work/clamd.conf';"
    length=10
    run ! run_stage virus-check </dev/null
    grep -q 'clamd.conf:2: ScanPDF: cannot read <perhaps>' "$work/log"
}

@test "a failed scan is a finding, or the end where that is set" {
    clean_mail >"$work/message"
    # A part that is not in the message.
    { envelope 'part.1.raw=9999	9' 'mime-split.status=ok'; echo; } >"$work/split"
    run_stage virus-check <"$work/split" >"$work/answer"
    grep -q '^virus-check.status=failed	' "$work/answer"
    configure '$virus_scanners_failure_is_fatal = 1;'
    run ! run_stage virus-check <"$work/split"
    grep -q 'virus scan failed: ' "$work/log"
}

@test "without the built-in engine no database is loaded, and the scan has failed" {
    clean_mail >"$work/message"
    configure '$virus_check_builtin = 0;' "\$clamav_database_dir = '/dev/null';"
    check
    [ "$findings" = "virus-check.status=failed	\$virus_check_builtin is off" ]
    configure '$virus_scanners_failure_is_fatal = 1;'
    run ! run_stage virus-check <"$work/split"
    grep -q 'virus scan failed: $virus_check_builtin is off' "$work/log"
    # virus-ask decides it then.
    configure "@av_scanners = (['A', '/bin/true', '{}', [0], [1]]);"
    run_stage virus-check <"$work/split"
}

# signature NAME WORD: finds it anywhere.
signature() { printf '%s:0:*:%s\n' "$1" "$(printf %s "$2" | od -An -tx1 | tr -d ' \n')"; }

@test "all that fits is named where that is set" {
    mkdir "$work/database"
    { signature First 'one bad word' && signature Second 'another bad word'; } >"$work/database/a.ndb"
    configure "\$clamav_database_dir = '$work/database';"
    { clean_mail && echo 'one bad word and another bad word'; } >"$work/message"
    check
    [ "$(grep -c '	1$' <<<"$findings")" = 1 ] || fail "$findings"
    configure '$virus_check_all_matches = 1;'
    check
    [ "$(grep '	1$' <<<"$findings" | sort)" = "virus=First.UNOFFICIAL	1
virus=Second.UNOFFICIAL	1" ] || fail "$findings"
    # And nothing where there is nothing.
    clean_mail >"$work/message"
    check
    [ "$findings" = "virus-check.status=clean" ]
}

@test "unwanted applications are found where clamd.conf says so, by their kinds" {
    mkdir "$work/database"
    signature PUA.Tool.Word 'an unwanted word' >"$work/database/a.ndu"
    signature Other 'some other word' >"$work/database/a.ndb"
    configure "\$clamav_database_dir = '$work/database';" "\$clamd_config_file = '$work/clamd.conf';"
    { clean_mail && echo 'an unwanted word'; } >"$work/message"
    : >"$work/clamd.conf"
    check
    [ "$findings" = "virus-check.status=clean" ]
    echo 'DetectPUA yes' >"$work/clamd.conf"
    check
    grep -qx 'virus=PUA.Tool.Word.UNOFFICIAL	1' <<<"$findings" || fail "$findings"
    echo 'ExcludePUA Tool' >>"$work/clamd.conf"
    check
    [ "$findings" = "virus-check.status=clean" ]
}

@test "what only looks suspicious is reported where clamd.conf says so" {
    needs_python
    # As if it were encrypted: by the flag of the member.
    echo words | zip_of words.txt | python3 -c 'import sys
z = bytearray(sys.stdin.buffer.read())
z[6] |= 1
z[z.index(b"PK\x01\x02") + 8] |= 1
sys.stdout.buffer.write(z)' | base64 | attach application/zip base64 >"$work/message"
    configure "\$clamd_config_file = '$work/clamd.conf';"
    : >"$work/clamd.conf"
    check
    [ "$findings" = "virus-check.status=clean" ]
    echo 'AlertEncrypted yes' >"$work/clamd.conf"
    check
    grep -q '^virus=Heuristics.Encrypted.Zip	1.2$' <<<"$findings" || fail "$findings"
    echo 'AlertEncryptedArchive no' >>"$work/clamd.conf"
    check
    [ "$findings" = "virus-check.status=clean" ]
}
