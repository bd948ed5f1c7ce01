#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# The whole filter with other virus scanners: a real clamd with clamscan behind it, which
# dies and comes back.
bats_require_minimum_version 1.5.0

load ../lib/common
load ../lib/filter
load ../lib/faults

setup() {
    for program in clamd clamscan; do
        PATH=$PATH:/usr/sbin type -P "$program" >/dev/null ||
            skip "needs $program: tools/install-packages scanners"
    done
    fault_target=none fault_step=none fault_message=0
    fault_setup
    fault_sink
    clamd=
    mkdir "$fault_dir/signatures"
    # Not EICAR: that is what the built-in engine finds.
    printf 'Test.Scanner:0:*:%s\n' "$(printf 'a very bad word' | od -An -tx1 | tr -d ' \n')" \
        >"$fault_dir/signatures/test.ndb"
    cat >"$fault_dir/clamd.conf" <<END
LocalSocket $fault_dir/clamd.sock
DatabaseDirectory $fault_dir/signatures
TemporaryDirectory $fault_dir
Foreground yes
LogFile $fault_dir/clamd.log
END
    names='qr/\bFOUND$/m, qr/^.*?: (?!Infected Archive)(.*) FOUND$/m'
    primary="['ClamAV-clamd', \\&ask_daemon, [\"CONTSCAN {}\\n\", '$fault_dir/clamd.sock'], qr/\\bOK\$/m, $names]"
    backup="['ClamAV-clamscan', 'clamscan', \"--stdout --no-summary -r --database=$fault_dir/signatures --tempdir=\$TEMPBASE {}\", [0], qr/:.*\\sFOUND\$/m, qr/^.*?: (?!Infected Archive)(.*) FOUND\$/m]"
}

teardown() {
    close_connection
    [[ -z ${clamd-} ]] || kill "$clamd" 2>/dev/null || true
    [[ -z ${fault_dir-} ]] || fault_end
}

start_clamd() {
    PATH=$PATH:/usr/sbin clamd --config-file="$fault_dir/clamd.conf" >/dev/null 2>&1 3>&- &
    clamd=$!
    wait_until 30 clamd_answers
}

clamd_answers() {
    [[ -S $fault_dir/clamd.sock ]] && python3 - "$fault_dir/clamd.sock" <<'END' 2>/dev/null
import socket, sys
s = socket.socket(socket.AF_UNIX)
s.settimeout(5)
s.connect(sys.argv[1])
s.sendall(b"zPING\0")
sys.exit(s.recv(10) != b"PONG\0")
END
}

bad_mail() {
    clean_mail "$1"
    echo "This has a very bad word in it."
}

# send FILE PATTERN: the message, and what the log says of it then.
send() {
    command_is "MAIL FROM:<a@example.net>" 250
    command_is "RCPT TO:<john@example.com>" 250
    command_is DATA 354
    sed 's/$/\r/' "$1" >&"$smtp"
    command_is . 250
    wait_for_log "$2" 60
}

failures() { grep -c 'av-scanner FAILED' "$filter_log"; }

@test "clamd, and clamscan while it is down" {
    not_sanitized "clamscan takes longer than the clients wait"
    fault_settings="\$log_level = 1; \$virus_check_builtin = 0; @av_scanners = ($primary); @av_scanners_backup = ($backup);"
    start_clamd
    fault_filter
    open_connection
    bad_mail one >"$fault_dir/bad"
    clean_mail two >"$fault_dir/clean"
    send "$fault_dir/bad" 'Blocked INFECTED \(Test.Scanner.UNOFFICIAL\).*, Message-ID'
    grep -q ') ClamAV-clamd found Test.Scanner.UNOFFICIAL' "$filter_log"
    send "$fault_dir/clean" 'Passed CLEAN'
    [[ $(failures) == 0 ]]
    kill -KILL "$clamd"
    wait_until 5 is_gone "$clamd"
    send "$fault_dir/bad" ') ClamAV-clamscan found Test.Scanner.UNOFFICIAL'
    send "$fault_dir/bad" 'Blocked INFECTED'
    wait_until 30 twice
    [[ $(failures) == 1 ]]
    # It comes back, and is due.
    start_clamd
    touch -d '-20 seconds' "$fault_dir"/tmp/virus-ask/down.*
    send "$fault_dir/bad" 'ClamAV-clamd av-scanner at .* is back after [0-9]+ s'
    wait_until 10 twice clamd
    [[ $(failures) == 1 ]]
}

# twice [NAME]: clamscan, or NAME, has found something twice.
twice() { [[ $(grep -c "ClamAV-${1:-clamscan} found" "$filter_log") == 2 ]]; }

@test "contents over the socket" {
    start_clamd
    fault_settings="\$log_level = 1; \$virus_check_builtin = 0; @av_scanners = (['Stream', \\&ask_daemon, ['*', 'clamd:$fault_dir/clamd.sock'], qr/\\bOK\$/m, $names]);"
    fault_filter
    open_connection
    bad_mail one >"$fault_dir/bad"
    clean_mail two >"$fault_dir/clean"
    send "$fault_dir/bad" ') Stream found Test.Scanner.UNOFFICIAL'
    send "$fault_dir/clean" 'Passed CLEAN'
    [[ $(find "$fault_dir/tmp/virus-ask" -mindepth 1 | wc -l) == 0 ]]
}

@test "nobody has an answer: the mail counts as not checked, or waits" {
    fault_settings="\$log_level = 1; \$virus_check_builtin = 0; @av_scanners = ($primary);"
    fault_filter
    open_connection
    clean_mail two >"$fault_dir/clean"
    send "$fault_dir/clean" 'Passed UNCHECKED'
    [[ $(failures) == 1 ]]
}
