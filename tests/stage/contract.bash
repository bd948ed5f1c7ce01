# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# What every stage in the middle must do, whatever it finds: chainmail-record(5).
# shellcheck shell=bash

bin=$(realpath "${BUILD:-build}")/bin
tool=$(realpath "${BUILD:-build}")/tool
# A chainmail of this machine is not meant.
export CHAINMAIL_RUN=
stages="${STAGES:-mime-split virus-check virus-ask spam-score policy}"

contract_setup() {
    work=$BATS_TEST_TMPDIR
    mkdir -p "$work/conf.d" "$work/tmp" "$work/no-database" "$work/rules"
    cat >"$work/conf.d/50-user" <<END
\$TEMPBASE = '$work/tmp';
\$clamav_database_dir = '$work/no-database';
\$sa_configpath = '$work/rules';
\$sa_siteconfigpath = '$work/rules';
\$myhostname = 'filter.example.com';
\$mydomain = 'example.com';
@local_domains_acl = ('example.com');
END
    [ -z "${settings-}" ] || echo "$settings" >>"$work/conf.d/50-user"
    printf 'body WORD /word/\nscore WORD 1.5\n' >"$work/rules/10_test.cf"
    printf 'From: a@example.net\nSubject: hi\nDate: Sun, 22 Nov 2026 10:00:00 +0000\n\nword\n' >"$work/message"
    length=$(stat -c %s "$work/message")
    header=$((length - 6))
    contract_residents
}

# The record of message SEQ as it may stand before any stage, with lines of others that
# nobody may touch: unknown names, needless escapes, high bytes, empty values.
record() {
    printf 'id=00001-0%s\nseq=%s\nversion=1\ntime=1795354021000\ndeadline=%s\n' \
        "$1" "$1" "${DEADLINE:-0}"
    printf 'protocol=ESMTP\nsender=a@example.net\nsize=%s\nlength=%s\nheader-length=%s\n' \
        $((length + 5)) "$length" "$header"
    printf 'rcpt.1.addr=john@example.com\nx-own.note=%%41%%0a caf\xc3\xa9\t=\nfuture=\nzz.1.2-3=%%25\n'
    printf 'mime-split.status=ok\nvirus-check.status=clean\nvirus-ask.status=clean\nspam.score=0\nspam-score.status=ok\npolicy.status=ok\n'
}

# The second name of contract.bats, contract-residents.bats, runs all of it again with a
# chainmail whose residents do the work.
contract_residents() {
    [[ $BATS_TEST_FILENAME == *residents* ]] || return 0
    export CHAINMAIL_RUN=$work/run
    mkdir "$work/run"
    "$bin/chainmail" -c "$work/conf.d" --listen "$work/in.sock" --ready-fd 9 \
        9>"$work/ready" >"$work/residents.log" 2>&1 </dev/null 3>&- &
    residents=$!
    for _ in {1..200}; do [ -s "$work/ready" ] && return; sleep 0.05; done
    cat "$work/residents.log"
    return 1
}

contract_end() {
    [ -n "${residents-}" ] || return 0
    kill "$residents"
    wait "$residents"
    ! grep -s 'working alone' "$work/log"
}

run_stage() {
    "$bin/$1" -c "$work/conf.d" 3<"$work/message" 4<>"$work/parts" 2>"$work/log"
}

# Lines under the names that STAGE writes itself.
own_lines() {
    case $1 in
    mime-split) echo '^(part\.|hold=|mime-error=|badh=|mime-split\.)' ;;
    virus-check) echo '^(virus=|virus\.|virus-check\.)' ;;
    virus-ask) echo '^virus-ask\.' ;;
    spam-score) echo '^(spam\.|spam-score\.)' ;;
    policy) echo '^(mail-id=|secret-id=|bank=|rcpt\.[0-9]+\.(local|ccat|destiny|reply|to|tagged|copy|dsn|if-refused|if-deferred)=|copy\.|quarantine\.|notice\.|log\.|policy\.)' ;;
    esac
}

fail() {
    echo "$1"
    [ -s "$work/log" ] && cat "$work/log"
    return 1
}
