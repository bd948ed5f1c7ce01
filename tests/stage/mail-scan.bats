#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# mail-scan(1)
bats_require_minimum_version 1.5.0

load ../lib/common

setup() {
    work=$BATS_TEST_TMPDIR
    cd "$work" || return
    mkdir conf.d rules no-database mails tmp
    cat >conf.d/50-user <<END
\$TEMPBASE = '$work/tmp';
\$clamav_database_dir = '$work/no-database';
\$sa_configpath = '$work/rules';
\$sa_siteconfigpath = '$work/rules';
\$myhostname = 'filter.example.com';
\$mydomain = 'example.com';
@local_domains_acl = ( 'example.com' );
END
    printf 'body WORD /minutes/\nscore WORD 0.1\nbody GTUBE /GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL/\nscore GTUBE 1000\n' >rules/10_test.cf
    clean_mail >mails/1-clean
    spam_mail "The minutes" >mails/2-spam
    virus_mail >mails/3-virus
}

teardown() {
    [[ -z ${supervisor-} ]] || kill "$supervisor"
}

scan() { "$build/bin/mail-scan" -c "$work/conf.d" "$@"; }

@test "a line for each file, and 1 when something was found" {
    run -1 --separate-stderr scan mails
    [[ $output == "mails/1-clean: CLEAN score=0.1
mails/2-spam: SPAM score=1000.1
mails/3-virus: INFECTED Eicar-Test-Signature"* ]]
    [[ ${#lines[@]} == 3 ]]
    # No progress where there is no terminal.
    [[ $stderr != *"a second"* ]]
}

@test "a user who may not write \$TEMPBASE has TMPDIR" {
    rmdir tmp
    TMPDIR=$work run -1 --separate-stderr scan mails
    [[ $output == *"mails/3-virus: INFECTED Eicar-Test-Signature"* ]]
    TMPDIR='' run -1 --separate-stderr scan mails/3-virus
    [[ $output == *"mails/3-virus: INFECTED Eicar-Test-Signature"* ]]
}

@test "0 when nothing was found, 2 when not all could be looked at" {
    run -0 --separate-stderr scan mails/1-clean
    : >empty
    run -2 --separate-stderr scan mails/1-clean nowhere empty
    [[ $output == *"nowhere: ERROR open: No such file or directory"* ]]
    [[ $output == *"empty: ERROR it is empty"* ]]
    run -1 --separate-stderr scan nowhere mails/2-spam
    run -100 scan
    run -100 scan --nonsense
    run -2 --separate-stderr "$build/bin/mail-scan" -c "$work/nowhere" mails/1-clean
    [[ $output == "mails/1-clean: ERROR mime-split ended: exit status "* ]]
    run -0 "$build/bin/mail-scan" --help
}

@test "--tsv and --json" {
    run -1 --separate-stderr scan --tsv mails
    [[ ${lines[0]} == "mails/1-clean	0.100	WORD		" ]]
    [[ ${lines[1]} == "mails/2-spam	1000.100	GTUBE,WORD		" ]]
    [[ ${lines[2]} == "mails/3-virus	0.000		Eicar-Test-Signature"*"	" ]]
    scan --json mails >json 2>log || true
    python3 - <<'PYTHON'
import json
rows = [json.loads(line) for line in open("json")]
assert [row["verdict"] for row in rows] == ["CLEAN", "SPAM", "INFECTED"]
assert rows[1]["tests"] == [{"name": "GTUBE", "score": 1000}, {"name": "WORD", "score": 0.1}]
assert rows[2]["viruses"][0].startswith("Eicar-Test-Signature")
PYTHON
}

@test "standard input, mbox files and Maildirs" {
    run -0 --separate-stderr scan - <mails/1-clean
    [[ $output == "-: CLEAN score=0.1" ]]
    { echo "From a@b.c Sun Nov 22 10:00:00 2026"; cat mails/1-clean; echo
      echo "From a@b.c Sun Nov 22 10:00:01 2026"; cat mails/3-virus; } >mbox
    run -1 --separate-stderr scan mbox
    [[ ${lines[0]} == "mbox:1: CLEAN score=0.1" && ${lines[1]} == "mbox:2: INFECTED "* && ${#lines[@]} == 2 ]]
    run -1 --separate-stderr scan - <mbox
    [[ ${lines[1]} == "-:2: INFECTED "* ]]
    mkdir -p Maildir/{cur,new,tmp}
    cp mails/1-clean "Maildir/cur/1:2,S"
    cp mails/2-spam Maildir/new/2
    cp mails/3-virus Maildir/tmp/3
    run -1 --separate-stderr scan Maildir
    [[ ${lines[0]} == "Maildir/cur/1:2,S: CLEAN"* && ${lines[1]} == "Maildir/new/2: SPAM"* && ${#lines[@]} == 2 ]]
}

@test "a message of CRLF lines is judged as with LF" {
    sed 's/$/\r/' mails/2-spam >crlf
    run -1 --separate-stderr scan crlf
    [[ $output == "crlf: SPAM score=1000.1" ]]
}

@test "a program that dies costs one file" {
    not_sanitized "they report the signal, too"
    # A chain whose spam-score ends at a certain mail.
    mkdir bin
    ln -s "$build"/bin/* bin
    rm bin/mail-scan bin/spam-score
    cp "$build/bin/mail-scan" bin
    cat >bin/spam-score <<END
#!/bin/bash
exec "$build/bin/spam-score" "\$@" < <(while IFS= read -r line; do [[ \$line == size=666 ]] && kill -SEGV \$\$; printf '%s\n' "\$line"; done)
END
    chmod 755 bin/spam-score
    cp mails/1-clean mails/1a-deadly
    local size
    size=$(($(wc -c <mails/1a-deadly) + $(wc -l <mails/1a-deadly)))
    # So long that CRLF line ends make it 666 bytes.
    printf '%*s\n' $((666 - size - 2)) '' >>mails/1a-deadly
    run -1 --separate-stderr bin/mail-scan -c conf.d mails
    [[ ${lines[0]} == "mails/1-clean: CLEAN score=0.1" ]]
    [[ ${lines[1]} == "mails/1a-deadly: ERROR spam-score ended: signal 11 (Segmentation fault)" ]]
    [[ ${lines[2]} == "mails/2-spam: SPAM"* && ${lines[3]} == "mails/3-virus: INFECTED"* ]]
}

@test "with a chainmail that runs, its residents do the work" {
    export CHAINMAIL_RUN=$work/run
    mkdir run
    # The resident knows a rule that nobody finds who loads the rules now.
    echo 'score WORD 0.7' >>rules/10_test.cf
    "$build/bin/chainmail" -c "$work/conf.d" --listen "$work/in.sock" --ready-fd 9 9>ready >residents.log 2>&1 </dev/null 3>&- &
    supervisor=$!
    wait_until 20 test -s ready
    sed -i 's/0\.7/0.3/' rules/10_test.cf
    run -0 --separate-stderr scan mails/1-clean
    [[ $output == "mails/1-clean: CLEAN score=0.7" ]]
    run -0 --separate-stderr scan --alone mails/1-clean
    [[ $output == "mails/1-clean: CLEAN score=0.3" ]]
    run -1 --separate-stderr scan mails mails mails mails
    [[ ${#lines[@]} == 12 ]]
}

@test "how far it is, at a terminal" {
    type -P script >/dev/null || skip "needs script of the package bsdutils"
    script -qec true nothing </dev/null || skip "needs a pseudo-terminal (devpts)"
    mkdir many
    for i in {1..400}; do cp mails/1-clean "many/$i"; done
    script -qec "$build/bin/mail-scan -c $work/conf.d many >out" terminal </dev/null
    grep -Eq '[0-9]+ of 400, [0-9]+ a second, 0:[0-9]{2} left' terminal
    [[ $(wc -l <out) == 400 ]]
    run ! grep -q 'a second' out
}

@test "on the shared corpus scores are those of SpamAssassin" {
    local corpus=$root/../shared/corpus
    [[ -d $corpus ]] || skip "needs the shared corpus"
    [[ -d /usr/share/spamassassin || -d /var/lib/spamassassin ]] || skip "needs SpamAssassin's rules"
    sed -i '/sa_/d' conf.d/50-user
    cd "$corpus"
    scan --tsv spam-1 2>"$work/log" | cut -f 1-3 | sort >"$work/ours" || true
    grep '^spam-1/' spamassassin-4.0.1-local.tsv | cut -f 1-3 | sort >"$work/theirs"
    [[ $(wc -l <"$work/ours") == "$(wc -l <"$work/theirs")" ]]
    # The filter knows the null sender, a file need not say who it was.
    (($(diff "$work/ours" "$work/theirs" | grep -c '^<') <= 2))
}
