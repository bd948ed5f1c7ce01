#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# virus-ask as a program: virus-ask(8). What every stage must do is in contract.bats.

# shellcheck disable=SC2030,SC2031,SC2034,SC2154 # the variables of contract.bash
bats_require_minimum_version 1.5.0
load ../lib/common
load contract.bash

setup() {
    contract_setup
    cd "$work" || return
    found="qr/FOUND/m, qr/: (\\S+) FOUND/m"
}

teardown() {
    [[ -z ${daemon-} ]] || kill "$daemon" 2>/dev/null || true
}

# scanner NAME BODY: a program, in bash.
scanner() {
    printf '#!/bin/bash\n%s\n' "$2" >"$work/$1"
    chmod +x "$work/$1"
}

configure() { printf '%s\n' "$@" >>"$work/conf.d/50-user"; }

# ask [STATUS]: the findings for a mail with two parts, where virus-check said STATUS.
ask() {
    printf 'From: a@example.net\nSubject: hi\n\nfirst part second part\n' >"$work/message"
    printf 'archived' >"$work/parts"
    length=$(stat -c %s "$work/message") header=0
    {
        record 1 | grep -v '^virus-check.status='
        printf 'part.1.raw=33\t10\npart.2.raw=44\t11\npart.2.type=message/rfc822\npart.2.1.at=0\t8\n'
        printf 'virus-check.status=%s\n\n' "${1-failed}"
    } | run_stage virus-ask >"$work/answer" || { cat "$work/log"; return 1; }
    findings=$(grep '^virus-ask' "$work/answer")
}

none_suspect() { [[ -z $(find "$work/tmp/virus-ask" -name "suspect.*") ]]; }

nothing_is_left() { [[ -z $(find "$work/tmp/virus-ask" -mindepth 1 -name '[0-9]*') ]]; }

@test "without a scanner to ask nothing is done" {
    configure "@av_scanners = (['A', 'nonesuch', '{}', [0], [1]]);"
    ask clean
    [ "$findings" = "virus-ask.status=skipped	no scanner to ask" ]
    [ ! -e "$work/tmp/virus-ask" ]
}

@test "a program finds the parts and the message as files, which are gone afterwards" {
    scanner scan "cd $work/tmp/virus-ask"'
        ls -l "$1" >list; for f in $(ls "$1"); do cat "$1/$f"; echo "|"; done >seen
        echo "x: A.B FOUND"'
    configure "@av_scanners = (['A', '$work/scan', '{}', [0], $found]);"
    ask
    [ "$findings" = "virus-ask.virus=A.B	A
virus-ask.status=infected" ]
    [ "$(tail -n +2 "$work/tmp/virus-ask/list" | awk '{print $1, $NF}')" = "-rw-r----- email.txt
-rw-r----- p001
-rw-r----- p002" ] || fail "$(cat "$work/tmp/virus-ask/list")"
    [[ $(cat "$work/tmp/virus-ask/seen") == From:*"first part"*"|
first part|
archived|" ]] || fail "$(cat "$work/tmp/virus-ask/seen")"
    nothing_is_left
}

@test "exit statuses, and names with their duplicates" {
    scanner scan 'echo "in $1: N1, in $2: N2, in $1: N1"; exit 4'
    configure "@av_scanners = (['A', '$work/scan', '-q {}/*', [0], [4], qr/: (\\w+)/]);"
    ask
    [ "$findings" = "virus-ask.virus=N1	A
virus-ask.virus=N2	A
virus-ask.status=infected" ]
    scanner scan 'exit 0'
    ask
    [ "$findings" = "virus-ask.status=clean" ]
    scanner scan 'echo cannot; exit 9'
    ask
    [ "$findings" = 'virus-ask.status=failed	A: unexpected exit status 9, output="cannot"' ]
    grep -q '(00001-01) (!)A av-scanner FAILED: unexpected exit status 9' "$work/log"
}

@test "all of the first list are asked, and the backup when nobody answered" {
    for name in one two three; do
        scanner "$name" "touch $work/tmp/virus-ask/$name.asked; echo x: $name FOUND; exit \$(cat $work/tmp/$name)"
        echo 0 >"$work/tmp/$name"
    done
    entry() { echo "['$1', '$work/$1', '{}', [0], [1], qr/: (\\S+) FOUND/]"; }
    configure "@av_scanners = ($(entry one), $(entry two));" \
        "@av_scanners_backup = ($(entry three));"
    was_asked() { (cd "$work/tmp/virus-ask" && echo *.asked && rm -f ./*.asked); }
    ask
    [ "$(was_asked)" = "one.asked two.asked" ]
    [ "$findings" = "virus-ask.status=clean" ]
    echo 1 | tee "$work/tmp/one" >"$work/tmp/two"
    ask
    [ "$findings" = "virus-ask.virus=one	one
virus-ask.virus=two	two
virus-ask.status=infected" ]
    echo 9 | tee "$work/tmp/one" >"$work/tmp/two"
    was_asked
    ask
    [ "$findings" = "virus-ask.status=clean" ]
    # virus-check has an answer: no backup.
    rm "$work"/tmp/virus-ask/{down,suspect}* 2>/dev/null || true
    was_asked
    ask clean
    [[ $findings == "virus-ask.status=failed	two: "* ]]
    run ! grep three <<<"$(was_asked)"
    rm "$work"/tmp/virus-ask/{down,suspect}* 2>/dev/null || true
    echo 1 | tee "$work/tmp/one" >"$work/tmp/two"
    was_asked
    configure '$first_infected_stops_scan = 1;'
    ask
    [ "$(was_asked)" = "one.asked" ]
    ask infected
    [ "$(was_asked)" = "*.asked" ]
}

@test "a failure of all is fatal where that is set" {
    scanner scan 'exit 9'
    configure "@av_scanners = (['A', '$work/scan', '{}', [0], [1]]);" \
        '$virus_scanners_failure_is_fatal = 1;'
    run ! ask
    grep -q 'virus scan failed: A: unexpected exit status 9' "$work/log"
    ask clean
    ask 'failed	limit reached: MaxFileSize in part 1'
}

@test "a program that hangs is ended with its group at half of the time" {
    scanner scan "echo \$\$ >>$work/tmp/virus-ask/groups; sleep 77 & sleep 78"
    configure "@av_scanners = (['A', '$work/scan', '{}', [0], [1]]);"
    read -r now _ </proc/uptime
    DEADLINE=$((${now/./} * 10 + 4000)) ask
    [ "$findings" = "virus-ask.status=failed	A: $work/scan: no answer in time" ]
    has_groups() { [[ $(wc -l <"$work/tmp/virus-ask/groups") == "$1" ]]; }
    # It is tried with harmless words now.
    wait_until 10 has_groups 2
    mapfile -t groups <"$work/tmp/virus-ask/groups"
    # Init may not have buried them yet.
    run -0 awk -v group="${groups[0]}" '$1 == group && $2 !~ /Z/' <(ps -eo pgid=,stat=)
    [ -z "$output" ]
    kill -KILL -- "-${groups[1]}"
}

# serve BODY: a daemon on $work/scan.sock; BODY is Python, with the request and the number
# of the connection (n), and makes the reply, or None.
serve() {
    cat >"$work/serve.py" <<END
import os, socket, sys
def send(peer, text):
    try: peer.sendall(text.encode())
    except BrokenPipeError: pass
server = socket.socket(socket.AF_UNIX)
server.bind("$work/scan.sock")
server.listen(20)
n = 0
while True:
    peer, _ = server.accept()
    n += 1
    request = peer.recv(1000).decode()
    with open("$work/requests", "a") as log: log.write(request)
    reply = None
$(sed 's/^/    /' <<<"$1")
    if reply is not None: send(peer, reply)
    peer.close()
END
    rm -f "$work/scan.sock"
    python3 "$work/serve.py" 3>&- &
    daemon=$!
    wait_until 10 test -S "$work/scan.sock"
    wait_until 10 connects "$work/scan.sock"
    : >"$work/requests"
}

connects() { python3 -c 'import socket, sys
s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); s.send(b" ")' "$1" 2>/dev/null; }

ask_the_daemon() {
    configure "@av_scanners = (['D', \\&ask_daemon, [\"SCAN $1\\n\", '$work/scan.sock'], qr/^OK/m, $found]);"
}

needs_python() { command -v python3 >/dev/null || skip "python3 is not installed"; }

# The daemon notes a request when it may have answered it.
has_requests() { (($(grep -c . "$work/requests") >= $1)); }

@test "a daemon is asked once, or about each file" {
    needs_python
    serve 'reply = "OK\n"'
    ask_the_daemon '{}'
    ask
    [ "$findings" = "virus-ask.status=clean" ]
    wait_until 10 has_requests 1
    [[ $(cat "$work/requests") == "SCAN $work/tmp/virus-ask/"*/parts ]] || fail "$(cat "$work/requests")"
    ask_the_daemon '{}/*'
    : >"$work/requests"
    ask
    wait_until 10 has_requests 3
    [ "$(sed 's|.*/parts/||' "$work/requests" | tr '\n' ' ')" = "p001 p002 email.txt " ]
    kill "$daemon"
    serve 'reply = "x: Bad.%d FOUND\n" % n if "p002" in request or "email" in request else "OK\n"'
    ask
    [[ $findings == *"virus=Bad."*"	D
virus-ask.virus=Bad."*"	D
virus-ask.status=infected" ]]
}

@test "a connection that is dropped once is no failure, nor a message that nobody understands an outage" {
    needs_python
    serve 'reply = None if n == 2 else "OK\n"'
    ask_the_daemon '{}'
    ask
    [ "$findings" = "virus-ask.status=clean" ]
    kill "$daemon"
    # As clamd says of one file, never of harmless words.
    serve 'reply = "ERROR\n" if os.path.exists(request[5:-1] + "/p002") else "OK\n"'
    ask
    [ "$findings" = 'virus-ask.status=failed	D: unexpected exit status 0, output="ERROR"' ]
    wait_until 10 nothing_is_left
    wait_until 10 none_suspect
    [ -z "$(find "$work/tmp/virus-ask" -name "down.*")" ]
    cp "$work/requests" "$work/before"
    ask
    run ! cmp "$work/requests" "$work/before"
}

@test "an outage is said once, costs no time, and its end is said" {
    needs_python
    ask_the_daemon '{}'
    ask
    [[ $findings == "virus-ask.status=failed	D: connect to $work/scan.sock: No such file or directory" ]]
    grep -q "(00001-01) (!)D av-scanner FAILED: connect to $work/scan.sock: .*; it is tried again every 10 s" "$work/log"
    serve 'reply = "OK\n"'
    # Not due yet: nobody asks.
    ask
    [ "$findings" = "virus-ask.status=failed	D: is down" ]
    [ ! -s "$work/log" ] && [ ! -s "$work/requests" ]
    touch -d '-20 seconds' "$work"/tmp/virus-ask/down.*
    ask
    [ "$findings" = "virus-ask.status=clean" ]
    grep -q "D av-scanner at $work/scan.sock is back after [0-9]* s" "$work/log"
    [ "$(wc -l <"$work/log")" = 1 ]
    ask
    [ ! -s "$work/log" ]
}

@test "of several sockets the first that can be reached is asked" {
    needs_python
    serve 'reply = "OK\n"'
    configure "@av_scanners = (['D', \\&ask_daemon, ['SCAN', ['/none.sock', '127.0.0.1:1', '$work/scan.sock']], qr/OK/, qr/FOUND/]);"
    ask
    [ "$findings" = "virus-ask.status=clean" ]
    [ "$(grep -c FAILED "$work/log")" = 2 ]
    ask
    [ "$findings" = "virus-ask.status=clean" ]
    [ ! -s "$work/log" ]
}

@test "who has code in Perl is not asked, and the log says so" {
    configure "@av_scanners = (['P', sub { 0 }], ['A', '/bin/true', '', [0], [1]]);"
    ask
    [ "$findings" = "virus-ask.status=clean" ]
    grep -q 'the scanner P is not asked: it is written in Perl' "$work/log"
}

@test "a pattern that cannot be used ends it" {
    configure "@av_scanners = (['A', '/bin/true', '', [0], qr/(/]);"
    run ! ask
    grep -q 'the scanner A: ' "$work/log"
}
