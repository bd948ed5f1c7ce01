#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# lookup against a PostgreSQL of the tests' own: lookup(8).

# shellcheck disable=SC2016,SC1003 # names of settings begin with a dollar sign; quotes in quotes
# shellcheck disable=SC2154 # the variables of common.bash and postgres.bash
bats_require_minimum_version 1.5.0
load ../lib/common.bash
load ../lib/postgres.bash

setup_file() { start_postgres; }
teardown_file() { stop_postgres; }

setup() {
    skip_without_postgres
    work=$BATS_TEST_TMPDIR
    mkdir -p "$work/conf.d"
    lookup=$build/bin/lookup
    ask=$build/tool/lookup-ask
    configure "\$myhostname = 'filter.example.com';"
}

teardown() {
    [[ -z ${waiting-} ]] || kill "$waiting" 2>/dev/null || true
}

# configure LINE...: more lines for the configuration.
configure() { printf '%s\n' "$@" >>"$work/conf.d/50-user"; }

# use DSN: the database that is asked.
use() { configure "@lookup_sql_dsn = ( $1 );"; }

# question LINE...: a question about recipients and senders, 1 for local, TAB, address.
question() { printf '%s\n' question=1 "$@" ''; }

# lookup_one LINE...: question and answer, as a filter; the log in $work/log.
lookup_one() { question "$@" | "$lookup" -c "$work/conf.d" 2>"$work/log"; }

# The classic: one table of domains, a query with one column.
domains() {
    make_database vmail <<'SQL'
CREATE TABLE virtual_domains (id serial PRIMARY KEY, name varchar(50) NOT NULL);
INSERT INTO virtual_domains (name) VALUES ('example.com'), ('example.org');
SQL
    use "$(postgres_dsn vmail)"
    configure '$sql_select_policy = '\''SELECT name FROM virtual_domains WHERE CONCAT(\'\''@\'\'',name) IN (%k)'\'';'
}

# amavisd's own schema, the columns that matter here. EMAIL is the type of addresses.
schema() {
    make_database prefs <<SQL
CREATE TABLE policy (id serial PRIMARY KEY, policy_name varchar(32), spam_lover char(1),
    spam_tag2_level real, spam_kill_level real, virus_lover char(1),
    spam_subject_tag2 varchar(64), bypass boolean);
CREATE TABLE users (id serial PRIMARY KEY, priority integer NOT NULL DEFAULT 7,
    policy_id integer NOT NULL DEFAULT 1, email $1 NOT NULL UNIQUE, fullname varchar(255));
CREATE TABLE mailaddr (id serial PRIMARY KEY, priority integer NOT NULL DEFAULT 9,
    email $1 NOT NULL UNIQUE);
CREATE TABLE wblist (rid integer NOT NULL, sid integer NOT NULL, wb varchar(10) NOT NULL,
    PRIMARY KEY (rid, sid));
INSERT INTO policy VALUES (101, 'strict', 'N', 6.9, 6.9, NULL, '', true),
    (102, 'loose', 'Y', NULL, 1000, 'Y', '***SPAM***  ', false);
INSERT INTO users (id, priority, policy_id, email) VALUES (1, 9, 101, 'john@example.com'),
    (2, 5, 102, '@example.com'), (3, 1, 102, '@.'), (4, 8, 101, 'mary'), (5, 3, 999, '@example.net');
INSERT INTO mailaddr (id, priority, email) VALUES (1, 9, 'friend@example.net'),
    (2, 5, '@example.net'), (3, 1, '@.');
INSERT INTO wblist VALUES (1, 1, 'W'), (1, 2, 'B'), (2, 3, '-2.5'), (3, 2, ' ');
SQL
    use "$(postgres_dsn prefs)"
}

@test "the classic query with one column" {
    domains
    [ "$(lookup_one recipient=$'1\tjohn@example.com' recipient=$'0\tx@elsewhere.example')" = \
        $'answer=1\nrecipients=2\nrow=0\tname=example.com' ]
    [ ! -s "$work/log" ]
}

@test "several questions on one connection, and none" {
    domains
    run -0 --separate-stderr "$lookup" -c "$work/conf.d" < <(
        question recipient=$'0\ta@example.com'
        question recipient=$'0\ta@example.org'
        question
    )
    [ "$output" = $'answer=1\nrecipients=1\nrow=0\tname=example.com\n\nanswer=1\nrecipients=1\nrow=0\tname=example.org\n\nanswer=1\nrecipients=0' ]
    run -0 "$lookup" -c "$work/conf.d" </dev/null
    [ -z "$output" ]
}

@test "the full schema: rows by priority, NULL, types, users.id last, the catch-all" {
    for type in bytea varchar; do
        rm -f "$work/conf.d/50-user"
        schema $type
        lookup_one recipient=$'1\tJohn@Example.com' >"$work/answer"
        diff "$work/answer" - <<'END'
answer=1
recipients=1
row=0	priority=9	policy_id=101	email=john@example.com	fullname	policy_name=strict	spam_lover=N	spam_tag2_level=6.9	spam_kill_level=6.9	virus_lover	spam_subject_tag2=	bypass=1	id=1
row=0	priority=5	policy_id=102	email=@example.com	fullname	policy_name=loose	spam_lover=Y	spam_tag2_level	spam_kill_level=1000	virus_lover=Y	spam_subject_tag2=***SPAM***  	bypass=0	id=2
row=0	priority=1	policy_id=102	email=@.	fullname	policy_name=loose	spam_lover=Y	spam_tag2_level	spam_kill_level=1000	virus_lover=Y	spam_subject_tag2=***SPAM***  	bypass=0	id=3	local

END
    done
    # A user without a policy of that number; spaces at the end.
    configure '$trim_trailing_space_in_lookup_result_fields = 1;'
    lookup_one recipient=$'0\tx@example.net' | grep -q $'email=@example.net\tfullname\tpolicy_name\t.*id=5$'
    lookup_one recipient=$'0\tx@example.org' | grep -q $'spam_subject_tag2=\*\*\*SPAM\*\*\*\tbypass'
}

# ids ADDRESS: the users.id of the rows of a local ADDRESS.
ids() { lookup_one "recipient=1	$1" | LC_ALL=C sed -n 's/.*\tid=\([0-9]*\).*/\1/p' | tr '\n' ' '; }

@test "plain user names, delimiters and the style of hashes" {
    schema varchar
    [ "$(ids mary@somewhere.example)" = "4 3 " ]
    [ "$(lookup_one recipient=$'0\tmary@somewhere.example' | grep -c ^row)" = 1 ]
    [ "$(ids john+x@example.com)" = "2 3 " ]
    configure '$recipient_delimiter = "+";'
    [ "$(ids john+x@example.com)" = "1 2 3 " ]
    [ "$(ids Mary+x@other.example)" = "4 3 " ]
    configure '$localpart_is_case_sensitive = 1;'
    [ "$(ids Mary+x@other.example)" = "3 " ]
    configure '$sql_lookups_no_at_means_domain = 1;'
    sql prefs <<<"INSERT INTO users (id, priority, email) VALUES (6, 2, 'example.com'), (7, 1, 'u@')"
    [ "$(ids u@example.com)" = "6 7 " ]
}

@test "white- and blacklists for every row that has an id" {
    schema bytea
    lookup_one recipient=$'1\tjohn@example.com' recipient=$'0\tany@example.org' \
        sender=$'0\tFriend@example.net' sender=$'0\tother@example.net' >"$work/answer"
    # recipient, row, sender, value: the first row with a value is the answer.
    [ "$(grep ^list "$work/answer")" = $'list=0\t0\t0\tW
list=0\t1\t0\t-2.5
list=0\t2\t0\t 
list=0\t0\t1\tB
list=0\t1\t1\t-2.5
list=0\t2\t1\t 
list=1\t0\t0\t 
list=1\t0\t1\t ' ]
    [ "$(lookup_one recipient=$'1\tjohn@example.com' | grep -c ^list)" = 0 ]
}

@test "%sql_clause: a clause of one's own, one that is off, every placeholder" {
    schema varchar
    configure '$recipient_delimiter = "+";' '%sql_clause = (sel_policy => '\''SELECT %a AS Full, %l AS loc, %u AS usr, %e AS ext, %d AS dom, %L AS local, ? AS extra, %k'\'');'
    [ "$(lookup_one recipient=$'1\tJo+X@Sub.Example.COM' | sed -n 's/^row=//p')" = \
        $'0\tfull=Jo+X@Sub.Example.COM\tloc=Jo+X\tusr=jo\text=+x\tdom=sub.example.com\tlocal=1\textra\t?column?=@.' ]
    configure '$sql_clause{"sel_policy"} = undef;'
    [ "$(lookup_one recipient=$'1\tjohn@example.com' sender=$'0\ta@b')" = $'answer=1\nrecipients=1' ]
}

@test "a clause in which PostgreSQL finds no type is asked with text" {
    domains
    configure '$sql_select_policy = "SELECT name FROM virtual_domains WHERE CONCAT(%d, %u) = name || %u AND %L";'
    [ "$(lookup_one recipient=$'1\tjohn@example.com')" = $'answer=1\nrecipients=1\nrow=0\tname=example.com' ]
}

@test "addresses that are not ASCII" {
    schema bytea
    sql prefs <<<"INSERT INTO users (id, priority, email) VALUES (8, 10, '\\xff406578616d706c652e6f7267'), (9, 10, 'j?rgen@example.org')"
    [ "$(ids $'\xff@example.org')" = "3 " ]
    configure '$sql_allow_8bit_address = 1;'
    [ "$(ids $'\xff@example.org')" = "8 3 " ]
    schema varchar
    sql prefs <<<"INSERT INTO users (id, priority, email) VALUES (8, 10, 'jürgen@xn--mller-kva.example'), (9, 10, '?@example.org')"
    [ "$(ids 'Jürgen@MÜLLER.example')" = "8 3 " ]
    [ "$(ids 'jürgen@müller.example')" = "8 3 " ]
    [ "$(ids $'\xff@example.org')" = "9 3 " ]
    [ "$(ids '%00@example.com')" = "2 3 " ]
}

@test "1,100 recipients in one question" {
    schema varchar
    mapfile -t many < <(for i in {1..1100}; do printf 'recipient=0\tuser%s@example.com\n' "$i"; done)
    lookup_one "${many[@]}" sender=$'0\tfriend@example.net' >"$work/answer"
    [ "$(grep -c ^row "$work/answer")" = 2200 ]
    [ "$(grep -c ^list "$work/answer")" = 2200 ]
    [ "$(tail -n 2 "$work/answer")" = $'list=1099\t1\t0\t ' ]
}

@test "bad SQL is an answer, and one log line with its place" {
    schema varchar
    configure '$sql_select_policy = "SELECT nonsense FROM users WHERE email IN (%k)";'
    run -0 --separate-stderr "$lookup" -c "$work/conf.d" < <(
        for _ in 1 2 3; do question recipient=$'0\ta@example.com'; done
    )
    line=$(grep -n nonsense "$work/conf.d/50-user" | cut -d: -f1)
    error="sel_policy ($work/conf.d/50-user:$line): column \"nonsense\" does not exist [42703]"
    [ "${lines[0]}" = 'answer=1' ]
    [ "${lines[1]}" = "error=$error" ]
    [ "$(grep -c "^error=" <<<"$output")" = 3 ]
    # shellcheck disable=SC2154 # set by run
    [ "$stderr" = "<3>lookup: $error" ]
}

@test "a table that changes under a prepared query" {
    schema varchar
    mkfifo "$work/in"
    "$lookup" -c "$work/conf.d" <"$work/in" >"$work/out" 2>"$work/log" &
    waiting=$!
    exec 7>"$work/in"
    question recipient=$'0\tx@example.org' >&7
    wait_until 10 grep -q '^$' "$work/out"
    sql prefs <<<'ALTER TABLE policy ADD COLUMN spam_tag3_level real DEFAULT 9;'
    question recipient=$'0\tx@example.org' >&7
    wait_until 10 grep -q 'spam_tag3_level=9' "$work/out"
    exec 7>&-
    wait "$waiting"
    run ! grep ^error "$work/out"
}

@test "a wrong password is an answer, and no secret gets into log or answer" {
    domains
    configure "@lookup_sql_dsn = ( ['DBI:Pg:database=vmail;host=127.0.0.1;port=$postgres_port', 'mail', 'wr0ng&secret'] );"
    lookup_one recipient=$'0\ta@example.com' >"$work/answer"
    grep -q '^error=no connection to the database: .*password authentication failed for user "mail"' "$work/answer"
    [ "$(grep -c . "$work/log")" = 1 ]
    grep -q "no connection to the database (127.0.0.1:$postgres_port, database vmail), mail has to wait: " "$work/log"
    run ! grep 'wr0ng' "$work/answer" "$work/log"
}

@test "settings that cannot be used are refused with their place, without secrets" {
    for dsn in "'DBI:mysql:database=x;password=hush'|" "['DBI:mysql:database=x', 'u', 'hush']|" \
        "['DBI:SQLite:dbname=/x', 'u', 'hush']|" "['hush', 'u']|" \
        "['DBI:Pg:database=x;hosst=y', 'u', 'hush']|PostgreSQL has no connection option <hosst>" \
        "['DBI:Pg:database=x;hush', 'u', 'hush']|behind DBI:Pg: come name=value"; do
        printf '%s\n' "@lookup_sql_dsn = ( ${dsn%%|*} );" >"$work/conf.d/50-user"
        run -100 "$lookup" -c "$work/conf.d" </dev/null
        [[ $output == *"50-user:1:"*"@lookup_sql_dsn"*"${dsn#*|}"* ]]
        [[ $output != *hush* ]]
    done
    echo '%sql_clause = (sel_policy => "SELECT 1 WHERE email LIKE '\''%d'\''");' >"$work/conf.d/50-user"
    run -100 "$lookup" -c "$work/conf.d" </dev/null
    [[ $output == *"50-user:1: sel_policy: the placeholder %d stands within quotes or a comment" ]]
}

@test "the second data source is asked when the first is not there" {
    domains
    port=$(free_port)
    configure "@lookup_sql_dsn = ( ['DBI:Pg:database=vmail;host=127.0.0.1;port=$port', 'mail', 'x'], $(postgres_dsn vmail) );"
    lookup_one recipient=$'0\ta@example.com' | grep -q name=example.com
    [ ! -s "$work/log" ]
}

@test "names in /etc/hosts and the local socket, confined" {
    domains
    use "['DBI:Pg:database=vmail;host=localhost;port=$postgres_port', 'mail', '$postgres_password']"
    lookup_one recipient=$'0\ta@example.com' | grep -q name=example.com
    use "['DBI:Pg:database=vmail;host=$postgres_dir;port=$postgres_port', 'mail']"
    lookup_one recipient=$'0\ta@example.com' | grep -q name=example.com
}

@test "with TLS, confined, the certificate checked" {
    type openssl >/dev/null || skip "openssl is not installed"
    domains
    openssl req -new -x509 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
        -keyout "$postgres_dir/key.pem" -out "$postgres_dir/cert.pem" 2>/dev/null
    ((EUID != 0)) || chown postgres "$postgres_dir/key.pem"
    sql postgres <<<"ALTER SYSTEM SET ssl_cert_file = '$postgres_dir/cert.pem'"
    sql postgres <<<"ALTER SYSTEM SET ssl_key_file = '$postgres_dir/key.pem'"
    sql postgres <<<"ALTER SYSTEM SET ssl = on"
    sql postgres <<<"SELECT pg_reload_conf()" >"$work/reload"
    sleep 0.5
    tls="DBI:Pg:database=vmail;host=localhost;port=$postgres_port;sslmode=verify-full"
    use "['$tls;sslrootcert=$postgres_dir/cert.pem', 'mail', '$postgres_password']"
    lookup_one recipient=$'0\ta@example.com' | grep -q name=example.com
    use "['$tls;sslrootcert=/etc/ssl/certs/ca-certificates.crt', 'mail', '$postgres_password']"
    lookup_one recipient=$'0\ta@example.com' | grep -q '^error=.*certificate'
    sql postgres <<<"ALTER SYSTEM SET ssl = off"
    sql postgres <<<"SELECT pg_reload_conf()" >"$work/reload"
}

@test "the program that starts it talks to it over one socket" {
    domains
    python3 - "$lookup" "$work/conf.d" >"$work/answer" <<'END'
import socket, subprocess, sys
ours, theirs = socket.socketpair()
lookup = subprocess.Popen([sys.argv[1], "-c", sys.argv[2]], stdin=theirs, stdout=subprocess.DEVNULL)
theirs.close()
for number in (1, 2):
    ours.sendall(b"question=%d\nrecipient=0\ta@example.com\n\n" % number)
    got = b""
    while not got.endswith(b"\n\n"):
        got += ours.recv(65536)
    print(got.decode().replace("\n", " "))
ours.close()
print(lookup.wait(10))
END
    [ "$(cat "$work/answer")" = $'answer=1 recipients=1 row=0\tname=example.com  \nanswer=2 recipients=1 row=0\tname=example.com  \n0' ]
}

@test "as a resident: 200 clients on two connections" {
    domains
    run -0 "$ask" -c 200 -q 5 "$lookup" "$work/conf.d" john@example.com
    [[ ${lines[0]} == "ready up to 2 connections to 127.0.0.1:$postgres_port, database vmail"* ]]
    [ "${lines[1]}" = "row name=example.com" ]
    [[ ${lines[2]} == "questions 1000 answered 1000 "*" exit 0" ]]
}

@test "as a resident it becomes \$daemon_user" {
    ((EUID == 0)) || skip "not root"
    domains
    run -0 "$ask" -u nobody "$lookup" "$work/conf.d" john@example.com
    [[ ${lines[0]} == ready* && ${lines[0]} != *"runs as root"* ]]
    [ "${lines[1]}" = "row name=example.com" ]
}

@test "the database is stopped and started again under questions" {
    domains
    "$ask" -c 20 -q 40 -p 200 "$lookup" "$work/conf.d" john@example.com >"$work/out" 2>"$work/log" &
    waiting=$!
    sleep 1
    postgres_down
    sleep 2
    postgres_up
    wait "$waiting"
    waiting=
    cat "$work/out" "$work/log"
    # Nothing hangs: down, each question has its answer within 5 s and a little.
    longest=$(sed -n 's/.* longest-ms \([0-9]*\) .*/\1/p' "$work/out")
    ((longest < 6000))
    grep -q '^questions 800 .* exit 0$' "$work/out"
    (($(sed -n 's/^questions .* answered \([0-9]*\) .*/\1/p' "$work/out") > 400))
    # One line for the beginning, one for the end.
    [ "$(grep -c 'mail has to wait' "$work/log")" = 1 ]
    [ "$(grep -c 'connected to the database again' "$work/log")" = 1 ]
    [ "$(grep -c . "$work/log")" = 2 ]
}

@test "a server that accepts and never answers" {
    port=$(free_port)
    perl -MIO::Socket::INET -e '
        my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => $ARGV[0],
            Listen => 50, ReuseAddr => 1) or die;
        my @kept; while (my $c = $s->accept) { push @kept, $c }' "$port" 3>&- &
    waiting=$!
    wait_until 5 listens "$port"
    use "['DBI:Pg:database=x;host=127.0.0.1;port=$port', 'u', 'p']"
    begin=$EPOCHREALTIME TIMEFORMAT='%3U %3S'
    { time lookup_one recipient=$'0\ta@example.com' >"$work/answer"; } 2>"$work/cpu"
    took=$(((${EPOCHREALTIME/./} - ${begin/./}) / 1000))
    grep -q '^error=no connection to the database: the connection is not made in time' "$work/answer"
    ((took > 2500 && took < 5500))
    # It waits, it does not spin.
    [ "$(awk '{ print $1 + $2 < 0.3 }' "$work/cpu")" = 1 ]
}

@test "a query that never ends is given up at the question's deadline" {
    schema varchar
    configure '$sql_select_policy = "SELECT pg_sleep(20) FROM users WHERE email IN (%k)";'
    now=$(awk '{ printf "%d", $1 * 1000 }' /proc/uptime)
    begin=$EPOCHREALTIME
    lookup_one deadline=$((now + 1500)) recipient=$'0\ta@example.com' >"$work/answer"
    took=$(((${EPOCHREALTIME/./} - ${begin/./}) / 1000))
    grep -q '^error=the database does not answer in time' "$work/answer"
    ((took < 3000))
}

@test "what is no question ends it" {
    domains
    for bad in 'nonsense' $'question=1\nquestion=2' $'question=1\nrecipient=x'; do
        run -100 --separate-stderr "$lookup" -c "$work/conf.d" <<<"$bad"$'\n\n'
        [ -z "$output" ]
        [[ $stderr == "<3>lookup: "* ]]
    done
    run -111 --separate-stderr "$lookup" -c "$work/conf.d" < <(question recipient=$'0\ta@example.com'; echo question=2)
    [ "$output" = $'answer=1\nrecipients=1\nrow=0\tname=example.com' ]
    [ "$stderr" = "<3>lookup: a client ended inside a question" ]
}
