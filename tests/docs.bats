#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# What README.md and the manual say is tried: commands in a directory of their own,
# configuration by those who read it, records by the programs.
bats_require_minimum_version 1.5.0

load lib/common
load lib/filter
load lib/postfix
load lib/docs

setup() {
    cd "${root:?}" || return
    PATH=$PATH:/usr/sbin
}

teardown() {
    stop_filter
    stop_postfix
}

needs_mandoc() { type mandoc >/dev/null 2>&1 || skip "needs mandoc: tools/install-packages test"; }
needs_postconf() { [[ -x /usr/sbin/postconf ]] || skip "needs Postfix: tools/install-packages postfix"; }

programs() { for file in "${build:?}"/bin/*; do basename "$file"; done; }

# The names behind .It Va in the settings of chainmail.conf(5).
listed_settings() {
    sed -n '/^\.Sh SETTINGS/,/^\.Ss Other variables/p' man/chainmail.conf.5 |
        sed -n 's/^\.It Va \([$@%][A-Za-z0-9_]*\).*/\1/p' | LC_ALL=C sort
}

@test "every page is without warnings of mandoc" {
    needs_mandoc
    run mandoc -Tlint -Wwarning man/*
    [[ -z $output ]]
}

@test "every program has a page" {
    for program in $(programs); do
        compgen -G "man/$program.[18]" || { echo "no page: $program" && return 1; }
    done
}

@test "every page is in the SEE ALSO of another" {
    for page in man/*; do
        name=$(basename "$page")
        grep -qx "\.Xr ${name%.*} ${name##*.}\( ,\)\?" \
            <(find man -type f ! -path "$page" -exec sed -s -n '/^\.Sh SEE ALSO/,$p' {} +) ||
            { echo "nobody names $page" && return 1; }
    done
}

# mail-scan(1) comes with its program.
@test "a page of ours that is named is there" {
    names=$(programs | tr '\n' '|')
    while read -r name section; do
        [[ -e man/$name.$section || $name == mail-scan ]] ||
            { echo "no page $name($section)" && return 1; }
    done < <(sed -n 's/^\.\(It \)\?Xr \([^ ]*\) \([0-9]\).*/\2 \3/p' man/* |
        grep -E "^(${names}chainmail[a-z.-]*|mail-scan) " | sort -u)
}

@test "README names every page that a reader begins with, and each page is in chainmail(7)" {
    for page in chainmail.7 chainmail-postfix.7; do grep -qF "man/$page" README.md; done
    for page in man/*; do
        name=$(basename "$page")
        [[ $name == chainmail.7 ]] || grep -q "^\.It Xr ${name%.*} ${name##*.}$" man/chainmail.7 ||
            { echo "chainmail(7) does not say what $page is for" && return 1; }
    done
}

# Names in backquotes that begin with a folder of ours; my-check is an example.
@test "files that README.md and CONTRIBUTING.md name are there" {
    local n=0
    while read -r name; do
        [[ -e ${name%%#*} ]] || { echo "no such file: $name" && return 1; }
        n=$((n + 1))
    done < <(grep -oh '`[a-z./-]*/[A-Za-z0-9_./-]*' README.md CONTRIBUTING.md | tr -d '`' |
        grep -E "^($(ls -d ./*/ | cut -d/ -f2 | paste -sd '|'))/" | grep -v 'my-check\|PROGRAM\|^build/' | sort -u)
    ((n > 20))
}

# A row is {"NAME", ...} or {used, DEFAULT, PROGRAMS, "NAME NAME..."}.
table_settings() {
    python3 - <<'END'
import re
text = open("lib/config/used_variables.cc").read()
names = set(re.findall(r'\{"([$@%]\w+)"', text))
text = "".join(open(f"lib/config/{name}_variables.cc").read() for name in ("policy", "disposal"))
for row in text.split("{used,")[1:]:
    row = row.split("};")[0]
    for string in reversed(re.findall(r'"((?:[^"\\]|\\.)*)"', row)):
        words = string.split()
        if not words or not all(re.fullmatch(r"[$@%]\w+", word) for word in words):
            break
        names.update(words)
print("\n".join(sorted(names)))
END
}

@test "chainmail.conf(5) lists the settings of the tables, and no others" {
    run -0 diff <(listed_settings) <(table_settings | LC_ALL=C sort)
    (($(listed_settings | wc -l) > 100))
}

@test "a program asks for no setting that chainmail.conf(5) does not know" {
    for program in $(programs); do
        # They read none of their own.
        [[ $program != chainmail && $program != mail-scan ]] || continue
        run -0 "$build/bin/$program" --settings
        ((${#lines[@]} > 2))
        run grep -vxF -e "$(listed_settings)" <<<"$output"
        [[ -z $output ]] || { echo "$program: $output" && return 1; }
    done
}

# try PAGE
try() {
    sandbox "$BATS_TEST_TMPDIR/sandbox" || return
    try_commands "$1"
}

@test "README.md: the commands do what it says" { try README.md; }
@test "chainmail(8): the commands work" { try man/chainmail.8; }
@test "chainmail-postfix(7): the commands work" { try man/chainmail-postfix.7; }
@test "chainmail-security(7): the commands work" { try man/chainmail-security.7; }
@test "lookup(8): the commands work" { try man/lookup.8; }
@test "mail-scan(1): the commands work" { try man/mail-scan.1; }
@test "mime-split(8): the commands work" { try man/mime-split.8; }
@test "policy(8): the commands work" { try man/policy.8; }
@test "smtp-in(8): the commands work" { try man/smtp-in.8; }
@test "smtp-out(8): the commands work" { try man/smtp-out.8; }
@test "spam-score(8): the commands work" { try man/spam-score.8; }
@test "virus-ask(8): the commands work" { try man/virus-ask.8; }
@test "virus-check(8): the commands work" { try man/virus-check.8; }

@test "no page with commands is left out" {
    for page in $(first_lines sh | sed 's/: .*//' | sort -u); do
        grep -q "{ try $page; }" tests/docs.bats || { echo "not tried: $page" && return 1; }
    done
}

@test "a command that fails, or prints something else, is noticed" {
    sandbox "$BATS_TEST_TMPDIR/sandbox"
    root=$BATS_TEST_TMPDIR
    printf '```sh\nlookup --no-such\n```\n' >"$root/bad.md"
    run -1 try_commands bad.md
    rm -r "$sandbox/try"
    printf '```sh\necho one; echo two\n```\n```text\ntwo\none\n```\n' >"$root/bad.md"
    run -1 try_commands bad.md
    [[ $output == *"not printed: one"* ]]
}

# commands PATTERN: how many lines of commands begin so.
commands() {
    for page in $(pages); do take_out "$page" "$BATS_TEST_TMPDIR/$page"; done
    cat "$BATS_TEST_TMPDIR"/{README.md,man/*}/*.sh | grep -Ec "^($1)( |$)"
}

@test "not run: make, tools/install-packages (they build; tests/tool has their own tests)" {
    (($(commands 'make|tools/install-packages') == 3))
}
@test "not run: adduser, install -d (they change the machine's users and directories)" {
    (($(commands 'adduser|install -d') == 3))
}
@test "not run in the sandbox: postfix, postqueue, postsuper (they need one that runs; below they have it)" {
    (($(commands 'postfix|postqueue|postsuper') == 5))
}

# What is no example to try: the first line of each such block.
@test "not run: pictures, grammar, messages, lines for inetd and s6 (tests/chain/start.bats starts by both)" {
    run -0 diff <(first_lines other) - <<'END'
man/chainmail-postfix.7: (01234-01) Passed CLEAN {RelayedInbound}, [192.0.2.9]:4711 [203.0.113.5]
man/chainmail-record.5: smtp-in | mime-split | virus-check | spam-score | policy | smtp-out
man/chainmail-record.5: record = *( name "=" value LF ) LF
man/chainmail.7: smtp-in | mime-split | virus-check | spam-score | policy | smtp-out
man/chainmail.8: smtp-in | mime-split | virus-check | spam-score | policy | smtp-out
man/chainmail.8: 127.0.0.1:10024 stream tcp nowait root /usr/sbin/chainmail chainmail
man/chainmail.8: exec chainmail --ready-fd 3
man/chainmail.conf.5: # line NUMBER "FILE"
man/chainmail.conf.5: FILE:LINE:COLUMN: what is wrong: <the text>; what to do
man/chainmail.conf.5: 50-user:3:1: unknown variable: <$sa_kil_level_deflt>; did you mean
man/mail-scan.1: mime-split | virus-check | spam-score | policy
man/smtp-out.8: 550 5.1.1 id=01234-01 - Rejected by next-hop MTA on relaying, from MTA(smtp:[127.0.0.1]:10025): 550 5.1.1 Unknown
man/smtp-out.8: (01234-01) Passed CLEAN {RelayedInbound}, [192.0.2.9]:4711
END
}

@test "chainmail reads every example of settings" {
    local n=0
    for page in $(pages); do
        take_out "$page" "$BATS_TEST_TMPDIR/$page"
        for file in "$BATS_TEST_TMPDIR/$page"/*.{settings,dsn}; do
            [[ -e $file ]] || continue
            conf=$BATS_TEST_TMPDIR/conf.$((n += 1))
            mkdir "$conf"
            printf '%s\n' "\$mydomain = 'example.com'; \$myhostname = 'mail.example.com';" >"$conf/10-site"
            case $file in
            *.dsn) { echo '@lookup_sql_dsn = (' && cat "$file" && echo ');'; } >"$conf/50-user" ;;
            *) cp "$file" "$conf/50-user" ;;
            esac
            run -0 "$build/bin/chainmail" -c "$conf" --check
            [[ ${lines[-1]} == ok ]]
            run ! grep 'warning: .*has no effect' <<<"$output"
        done
    done
    ((n >= 5))
}

@test "the mistake that chainmail.conf(5) shows is told in these words" {
    take_out man/chainmail.conf.5 "$BATS_TEST_TMPDIR/blocks"
    mkdir "$BATS_TEST_TMPDIR/conf.d"
    printf '\n\n$sa_kil_level_deflt = 5;\n' >"$BATS_TEST_TMPDIR/conf.d/50-user"
    run -100 "$build/bin/chainmail" -c "$BATS_TEST_TMPDIR/conf.d" --check
    shown=$(paste -sd ' ' "$(grep -l sa_kil_level "$BATS_TEST_TMPDIR"/blocks/*.other)")
    [[ $output == *"$shown" ]] || { echo "$shown" && echo "$output" && return 1; }
}

@test "the record of chainmail-record(5) is what mime-split writes, and passes through the chain" {
    sandbox "$BATS_TEST_TMPDIR/sandbox"
    take_out man/chainmail-record.5 "$BATS_TEST_TMPDIR/blocks"
    cd "$sandbox"
    export PATH=$sandbox/build/bin:$PATH sandbox build
    { virus-check | spam-score | policy; } <"$(ls "$BATS_TEST_TMPDIR"/blocks/*.record)" \
        3<message.eml 4<>parts >out
    grep -x 'virus-check.status=clean' out
    grep -x 'spam.test=WORD	1.5' out
    grep -x 'policy.status=ok' out
    mime-split <envelope 3<message.eml 4<>parts | diff "$BATS_TEST_TMPDIR"/blocks/*.record -
}

# status_of PID: its user, no_new_privs and seccomp, as the command in chainmail-security(7)
# shows them.
status_of() {
    local command
    command=$(sed -n 's/^\.Dl \$ //p' man/chainmail-security.7)
    bash -c "${command//self/$1}" | awk '{ printf "%s %s ", $1, $2 }'
}

@test "users and confinement of the residents are as chainmail-security(7) says" {
    [[ $(id -u) == 0 ]] || skip "needs root, to become another user"
    local port pid n=0
    port=$(free_port)
    write_filter_conf "$BATS_TEST_TMPDIR/filter/conf.d" "$port" smtp:[127.0.0.1]:9
    open_path "${filter_dir:?}/tmp"
    chown nobody "$filter_dir/tmp"
    sandbox "$BATS_TEST_TMPDIR/sandbox"
    cat >"$filter_dir/conf.d/20-user" <<END
\$daemon_user = 'nobody';
\$daemon_group = 'nogroup';
\$clamav_database_dir = '$filter_dir/tmp';
\$sa_configpath = \$sa_siteconfigpath = '$sandbox/rules';
END
    start_filter "$filter_dir/conf.d" "$port"
    wait_for_log 'chainmail: ready'
    ! grep -q 'not in this kernel' "$filter_log" || skip "needs Landlock and seccomp"
    for pid in $(pgrep -P "$(<"$filter_dir/filter.pid")"); do
        case $(<"/proc/$pid/comm") in
        # It has a child for the log.
        chainmail) [[ $(status_of "$pid") == "Uid: 0 NoNewPrivs: 0 Seccomp: 0 " ]] ;;
        *) [[ $(status_of "$pid") == "Uid: $(id -u nobody) NoNewPrivs: 1 Seccomp: 2 " ]] && n=$((n + 1)) ;;
        esac
    done
    ((n == 6))
}

# postfix_of PAGE: a directory with all that the page shows of main.cf and master.cf.
postfix_of() {
    dir=$BATS_TEST_TMPDIR/$1.d
    take_out "$1" "$BATS_TEST_TMPDIR/$1"
    mkdir -p "$dir"
    printf '%s\n' 'compatibility_level = 3.6' "queue_directory = $dir/queue" \
        "data_directory = $dir/data" >"$dir/main.cf"
    for file in "$BATS_TEST_TMPDIR/$1"/*.main; do
        [[ ! -e $file ]] || cat "$file" >>"$dir/main.cf"
    done
    cat "$BATS_TEST_TMPDIR/$1"/*.master >"$dir/master.cf"
}

# Postfix says what it does not know of a file when it is asked for all of it.
postfix_reads() {
    postfix_of "$1"
    for what in -n -M -P; do
        run -0 postconf -c "$dir" "$what"
        run ! grep -i 'warning\|fatal' <<<"$output"
    done
    run -0 postconf -c "$dir" -M
    [[ $output == *lmtp-amavis*unix*"127.0.0.1:10025"*inet* ]]
}

@test "Postfix knows every parameter that README.md shows" {
    needs_postconf
    postfix_reads README.md
}

@test "Postfix knows every parameter that chainmail-postfix(7) shows" {
    needs_postconf
    postfix_reads man/chainmail-postfix.7
    run -0 postconf -c "$dir" -h content_filter
    [[ $output == lmtp-amavis:* ]]
}

@test "a parameter that Postfix does not know would be noticed" {
    needs_postconf
    postfix_of README.md
    echo '    -o lmtp_no_such_thing=1' >>"$dir/master.cf"
    run postconf -c "$dir" -n
    [[ $output == *"unused parameter"* ]]
}

# check_with MAX_SERVERS: what chainmail says of the page's Postfix.
check_with() {
    mkdir -p "$BATS_TEST_TMPDIR/conf.d"
    echo "\$mydomain = 'example.com'; \$myhostname = 'mx.example.com'; \$max_servers = $1;" \
        >"$BATS_TEST_TMPDIR/conf.d/50-user"
    MAIL_CONFIG=$dir run -0 "$build/bin/chainmail" -c "$BATS_TEST_TMPDIR/conf.d" --check
}

@test "chainmail --check finds the connections in the lines of chainmail-postfix(7)" {
    postfix_of man/chainmail-postfix.7
    check_with 2
    [[ $output != *"Postfix opens"* ]]
    check_with 3
    [[ $output == *"Postfix opens up to 2 connections (maxproc of lmtp-amavis"* ]]
}

@test "Postfix' own check accepts both" {
    needs_postfix
    for page in README.md man/chainmail-postfix.7; do
        postfix_of "$page"
        mkdir -p "$dir"/{queue,data}
        chown postfix "$dir/data"
        run -0 postfix -c "$dir" check
        run ! grep -i 'fatal\|error\|unused' <<<"$output"
    done
}

@test "the table of chainmail-postfix(7) sends john's mail the new way" {
    needs_postconf
    postfix_of man/chainmail-postfix.7
    run -0 postmap -c "$dir" -q john@example.com \
        "texthash:$(ls "$BATS_TEST_TMPDIR"/man/chainmail-postfix.7/*.map)"
    [[ $output == "FILTER lmtp-amavis:[127.0.0.1]:10124" ]]
}

# Below, tests/lib/postfix.bash writes the page's lines in place of its own, with free ports
# in place of the page's. What comes in at $postfix_port goes by SMTP, at
# $postfix_lmtp_port as main.cf has it, john's mail by the table; $proxy_port is the server
# before the queue. The address info@example.com is an alias of john.
own_ports() {
    sed -e "s/\]:10[01]24/]:$filter_port/" -e "s/127.0.0.1:10024/127.0.0.1:$filter_port/" \
        -e "s/127.0.0.1:10025/127.0.0.1:$reinject_port/" \
        -e "s/^smtp inet n - y .*/&\n    -o smtpd_recipient_restrictions=/" \
        -e "s/^smtp inet n - y /127.0.0.1:$proxy_port inet n - n /" \
        -e "s,/etc/postfix,${postfix_dir:?}," "$@"
}

use_the_page() {
    take_out man/chainmail-postfix.7 "$BATS_TEST_TMPDIR/page"
    eval "plain_$(declare -f write_main_cf)"
    write_main_cf() {
        plain_write_main_cf
        own_ports "$BATS_TEST_TMPDIR"/page/*.main >>"$postfix_dir/config/main.cf"
        echo "virtual_alias_maps = inline:{ info@example.com=john@example.com }" >>"$postfix_dir/config/main.cf"
        own_ports "$BATS_TEST_TMPDIR"/page/*.map >"$postfix_dir/filter"
    }
    way_in() {
        echo "127.0.0.1:$1 inet n - n - - smtpd"
        [[ $2 == lmtp ]] || echo "    -o content_filter=smtp-amavis:[127.0.0.1]:$3
    -o smtpd_recipient_restrictions="
    }
    way_back() { own_ports "$BATS_TEST_TMPDIR"/page/*.master; }
    # A second is enough to wait for pickup(8).
    eval "plain_$(declare -f write_master_cf)"
    write_master_cf() {
        plain_write_master_cf "$@"
        sed -i 's/^pickup unix n - n 60/pickup unix n - n 1/' "$postfix_dir/config/master.cf"
    }
}

# The settings of the page's part on use before the queue, and a rule for spam.
start_filter_of_the_page() {
    local conf=$BATS_TEST_TMPDIR/filter/conf.d
    write_filter_conf "$conf" "$filter_port" "smtp:[127.0.0.1]:$reinject_port"
    cat "$(grep -l D_REJECT "$BATS_TEST_TMPDIR"/page/*.settings)" >"$conf/20-page"
    mkdir "${filter_dir:?}/rules"
    printf 'body UNWANTED /unwanted/\nscore UNWANTED 10\n' >"$filter_dir/rules/10.cf"
    echo "\$sa_configpath = \$sa_siteconfigpath = '$filter_dir/rules';
\$clamav_database_dir = '$filter_dir/rules';" >"$conf/30-test"
    start_filter "$conf" "$filter_port"
}

# start_both: the page's Postfix, and the filter.
start_both() {
    filter_port=$(free_port) reinject_port=$(free_port) proxy_port=$(free_port)
    use_the_page
    start_filter_of_the_page
    start_postfix "$BATS_TEST_TMPDIR/postfix" "$filter_port" "$reinject_port"
    clean_mail >"$BATS_TEST_TMPDIR/clean.eml"
    { clean_mail "Buy" && echo unwanted; } >"$BATS_TEST_TMPDIR/spam.eml"
}

# send MAIL PORT [TO]: prints Postfix' reply.
send() {
    send_mail "$BATS_TEST_TMPDIR/$1.eml" sender@example.net "${3-john}@example.com" "$2"
}

@test "mail goes through Postfix and back by the lines of chainmail-postfix(7)" {
    needs_postfix
    start_both
    send clean "${postfix_port:?}"
    wait_for_mail "${maildir:?}" 1
    wait_for_maillog 'to-filter/smtp.*status=sent'
    send clean "$postfix_lmtp_port"
    wait_for_mail "$maildir" 2
    wait_for_maillog 'to-filter/lmtp.*status=sent'
    send clean "$proxy_port"
    wait_for_mail "$maildir" 3
    run send spam "$proxy_port"
    [[ $output == *554*Reject* ]]
    wait_for_log 'Blocked SPAM \{RejectedInbound\}'
    run ! has_files "$maildir/new" 4
    # XFORWARD is believed, both ways.
    wait_for_maillog 'from-filter/smtpd.* client=.*orig_client='
    run ! grep -i 'warning\|fatal' "$postfix_dir/maillog"
}

# run_block COMMAND: the commands of the page's block that begins with it, for the Postfix
# of this test.
run_block() {
    local file name bin=$BATS_TEST_TMPDIR/bin
    mkdir -p "$bin"
    for name in postconf postfix postqueue postsuper; do
        printf '#!/bin/sh\nexec /usr/sbin/%s -c %s "$@"\n' "$name" "$postfix_dir/config" >"$bin/$name"
    done
    chmod +x "$bin"/*
    for file in "$BATS_TEST_TMPDIR"/page/*.sh; do
        [[ $(head -n 1 "$file") == "$1"* ]] || continue
        own_ports "$file" | PATH=$bin:$PATH bash -e 3>&- || return
        wait_until 10 listens "$postfix_lmtp_port"
        return
    done
    echo "no such block: $1" && return 1
}

checked() { cat "${maildir:?}"/new/* | grep -c '^X-Virus-Scanned'; }

@test "off, on, and after an outage, by the commands of chainmail-postfix(7)" {
    needs_postfix
    start_both
    local confdir=$filter_dir/conf.d
    send clean "$postfix_lmtp_port" info
    wait_for_mail "$maildir" 1
    (($(checked) == 1))
    stop_filter
    send clean "$postfix_lmtp_port" info
    wait_for_maillog 'to=<info@example.com>.*status=deferred'
    run_block "postconf content_filter= "
    send clean "$postfix_lmtp_port" info
    wait_for_mail "$maildir" 2
    run_block "postsuper"
    wait_for_mail "$maildir" 3
    (($(checked) == 1))
    run_block "postconf content_filter=lmtp"
    send clean "$postfix_lmtp_port" info
    wait_for_maillog 'to=<info@example.com>.*status=deferred'
    start_filter "$confdir" "$filter_port"
    run_block "postqueue"
    wait_for_mail "$maildir" 4
    (($(checked) == 2))
}
