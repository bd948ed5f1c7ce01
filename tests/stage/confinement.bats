#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# What each program can still do when it is confined, tried from inside it by the programs
# of `make probe` (lib/stage/probe.h), from a shell and as residents and their workers.
bats_require_minimum_version 1.5.0

load ../lib/common
load ../lib/filter
load ../lib/faults

programs="smtp-in mime-split virus-check virus-ask spam-score policy smtp-out lookup"

# All programs are asked everything once; the tests look at the answers.
setup_file() {
    [[ -x $build/probe/bin/chainmail ]] || return 0
    export place=$BATS_FILE_TMPDIR victim words
    prepare
    sleep 300 3>&- &
    victim=$!
    words=$(all_words | tr '\n' ' ')
    words=${words% }
    export CHAINMAIL_PROBE=$words
    for program in $programs; do
        from_shell "$program" >"$place/shell.$program" 2>&1 || true
    done
    under_chainmail
}

teardown_file() {
    [[ -z ${victim-} ]] || kill "$victim"
}

setup() {
    [[ -x $build/probe/bin/chainmail ]] || skip "needs \"make probe\""
    ! grep -q 'seccomp: not in this kernel' "$place"/shell.* || skip "needs seccomp in the kernel"
}

prepare() {
    mkdir -p "$place/maildir" "$place"/tmp/virus-{check,ask} "$place/rules" "$place/no-database"
    printf 'body WORD /word/\nscore WORD 1.5\n' >"$place/rules/10_test.cf"
    echo "anybody may read this" >"$place/readable"
    # Neither ELF nor script: the kernel looks at it and refuses, when it gets that far.
    printf '\1\2\3\4' >"$place/program"
    chmod 755 "$place/program"
    filter_port=$(free_port)
    write_filter_conf "$place/conf.d" "$filter_port" "maildir:$place/maildir"
    export filter_port
    cat >"$place/conf.d/20-places" <<END
\$clamav_database_dir = '$place/no-database';
\$sa_configpath = '$place/rules';
\$sa_siteconfigpath = '$place/rules';
@lookup_sql_dsn = (['DBI:Pg:database=mail;host=127.0.0.1;port=1', 'a', 'b']);
@av_scanners = (['a scanner', '/bin/true', '{}', [0], [1]]);
\$sql_select_policy = 'SELECT 1 WHERE %k IS NULL';
END
    ((EUID == 0)) || return 0
    # Residents as on a server; from a shell they stay root, whom only the kernel stops.
    printf '%s\n' "\$daemon_user = 'nobody';" "\$daemon_group = 'nogroup';" >"$place/conf.d/30-user"
    chmod 711 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/file" "$place"
    chown nobody "$place/tmp" "$place"/tmp/virus-{check,ask} "$place/maildir"
}

# Words of lib/stage/probe.h. Where a call would do no harm it is a real one: signal 0, or a
# request (PTRACE_SEIZE, F_SETOWN) that is without effect on a process that sleeps.
all_words() {
    echo open=/etc/shadow open=/etc/passwd open="$place/readable" open=/proc/self/environ
    echo reopen=3 reopen=8 call=chmod call=fchmod:3:384 call=fchmodat call=chown call=truncate
    echo create="$place/new" create="$place/tmp/probe" create="$place/tmp/virus-check/probe"
    echo create="$place/tmp/virus-ask/probe"
    echo create="$place/maildir/probe"
    echo exec="$place/program" connect="$filter_port" fork clone
    echo call=socket:1:1 call=socket:16:3 call=socket:17:3 call=socketpair:1:1 call=bind call=listen
    echo call=accept4 call=sendmsg call=recvmsg
    echo call=kill:"$victim":0 call=tkill:"$victim":0 call=tgkill:"$victim":"$victim":0
    echo call=rt_sigqueueinfo:"$victim" call=pidfd_open:"$victim" call=fcntl:2:8:"$victim"
    echo call=ptrace:16902:"$victim" call=process_vm_readv:"$victim" call=process_vm_writev:"$victim"
    echo call=prlimit64:"$victim" call=sched_setscheduler:"$victim" call=setpriority:0:"$victim"
    echo call=mount call=umount2 call=unshare call=setns call=chroot call=pivot_root
    echo call=setuid call=setgid call=setgroups call=setresuid call=capset call=personality
    echo call=prctl call=seccomp call=bpf call=keyctl call=perf_event_open call=userfaultfd
    echo call=io_uring_setup call=memfd_create call=init_module call=ioctl:2:21522 call=wait4:-1:0:1
    # New memory to run machine code from, and old memory made such.
    echo call=mmap:0:4096:7:34:-1 call=mprotect:0:0:7
}

from_shell() {
    # Where the messages of a chain are.
    clean_mail >"$place/tmp/message"
    CHAINMAIL_RUN='' "$build/probe/bin/$1" -c "$place/conf.d" </dev/null >/dev/null \
        3<"$place/tmp/message" 4<>"$place/tmp/parts" 6</dev/null 7>/dev/null \
        8<"$place/tmp/message"
}

under_chainmail() {
    export filter_dir=$place filter_log=$place/residents
    build=$build/probe start_filter "$place/conf.d" "$filter_port"
    wait_for_log 'chainmail: ready'
    open_connection
    # The other stages are made now.
    command_is "MAIL FROM:<a@example.net>" 250
    local last=${words##* }
    for program in $programs; do
        wait_for_log "$program: probe $last: "
        grep -F "$program: probe " "$filter_log" >"$place/resident.$program"
    done
    close_connection
    stop_filter
}

# answers BIRTH PROGRAM: "WORD: allowed" or "WORD: refused EPERM", each on a line.
# Several workers of one resident say the same.
answers() { sed -n "s/.*$2: probe //p" "$place/$1.$2" | sort -u; }

# may BIRTH PROGRAM [WORD...]: these and nothing else.
may() {
    local birth=$1 program=$2
    shift 2
    printf '%s\n' "$@" | sed '/^$/d' | sort >"$BATS_TEST_TMPDIR/expected"
    [[ $(answers "$birth" "$program" | wc -l) == $(wc -w <<<"$words") ]]
    answers "$birth" "$program" | sed -n 's/: allowed.*//p' | sort >"$BATS_TEST_TMPDIR/allowed"
    diff "$BATS_TEST_TMPDIR/expected" "$BATS_TEST_TMPDIR/allowed" || fail "$program, $birth"
}

both_may() {
    may shell "$@"
    may resident "$@"
}

needs_landlock() {
    ! grep -q 'landlock: not in this kernel' "$place"/shell.* || skip "needs Landlock in the kernel"
}

fail() {
    echo "$1: < is expected, > was allowed"
    return 1
}

@test "smtp-in, mime-split, spam-score and policy may do nothing" {
    not_sanitized "the filter is wider"
    for program in smtp-in mime-split spam-score policy; do both_may "$program"; done
}

@test "virus-check may write in its own directory and nowhere else" {
    not_sanitized "the filter is wider"
    needs_landlock
    both_may virus-check create="$place/tmp/virus-check/probe"
}

@test "virus-ask may run programs and connect, write in its own directory, and reach into nobody" {
    not_sanitized "the filter is wider"
    needs_landlock
    local birth word
    for birth in shell resident; do
        [[ $(answers "$birth" virus-ask | wc -l) == $(wc -w <<<"$words") ]]
        for word in open="$place/readable" exec="$place/program" fork connect="$filter_port" \
            create="$place/tmp/virus-ask/probe"; do
            answers "$birth" virus-ask | grep -qF "$word: allowed" || fail "$birth, $word"
        done
        for word in create="$place/new" create="$place/tmp/probe" \
            create="$place/tmp/virus-check/probe" create="$place/maildir/probe" \
            call=ptrace:16902:"$victim" call=process_vm_readv:"$victim" call=mount \
            call=unshare call=setns call=chroot call=bpf call=io_uring_setup call=userfaultfd; do
            answers "$birth" virus-ask | grep -qF "$word: refused" || fail "$birth, $word"
        done
    done
    # The shell's own files may be made writable by who owns them, root here.
    ((EUID == 0)) || return 0
    for word in reopen=3 reopen=8 open=/etc/shadow; do
        answers resident virus-ask | grep -qF "$word: refused" || fail "resident, $word"
    done
}

@test "smtp-out may connect, and write its maildir" {
    not_sanitized "the filter is wider"
    needs_landlock
    both_may smtp-out create="$place/maildir/probe" connect="$filter_port" call=socket:1:1
}

@test "lookup may connect, be handed connections, and load what its library needs" {
    not_sanitized "the filter is wider"
    needs_landlock
    local allowed=(open=/etc/passwd connect="$filter_port" call=socket:1:1
        call=mmap:0:4096:7:34:-1 call=mprotect:0:0:7)
    # It has no 3 and 8 as a resident.
    may resident lookup "${allowed[@]}" call=sendmsg call=recvmsg reopen=3 reopen=8
    # It reads /etc; in service it is not root.
    ((EUID != 0)) || allowed+=(open=/etc/shadow)
    may shell lookup "${allowed[@]}"
}

@test "smtp-in with a chain of its own may start programs, but not reach into others" {
    CHAINMAIL_PROBE=$words "$build/probe/bin/smtp-in" -c "$place/conf.d" true </dev/null >"$place/shell.starter" 2>&1
    sed -i 's/smtp-in: probe/starter: probe/' "$place/shell.starter"
    local call
    for call in ptrace:16902:"$victim" process_vm_readv:"$victim" mount unshare setns bpf io_uring_setup userfaultfd; do
        answers shell starter | grep -qx "call=$call: refused EPERM"
    done
    answers shell starter | grep -qx "fork: allowed"
}

@test "the system calls of another architecture end a program" {
    local program status
    for program in $programs; do
        status=0
        CHAINMAIL_PROBE=i386=20 from_shell "$program" >"$place/log" 2>&1 || status=$?
        ((status > 128)) || { echo "$program: exit status $status" && return 1; }
        run ! grep 'probe i386' "$place/log"
    done
}

@test "the programs that are installed have no probe in them" {
    local program
    for program in $programs chainmail mail-scan; do
        run ! grep -q CHAINMAIL_PROBE "$build/bin/$program"
    done
    # So that this test can fail.
    grep -q CHAINMAIL_PROBE "$build/probe/bin/policy"
}
