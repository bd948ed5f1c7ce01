#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# The classic set-up: Postfix and the filter share a database of virtual domains.
bats_require_minimum_version 1.5.0

load ../lib/common
load ../lib/filter
load ../lib/postfix
load ../lib/postgres

# The file that administrators have, but for the port of the database.
write_50_user() {
    sed "s/port=5432/port=$postgres_port/" >"$1" <<'END'
$sa_spam_subject_tag = undef;
$spam_quarantine_to  = undef;
$sa_tag_level_deflt  = undef;
$final_spam_destiny  = D_PASS;
@lookup_sql_dsn = ( ['DBI:Pg:database=mailserver;host=127.0.0.1;port=5432', 'mailuser', 'mailuser2009'] );
$sql_select_policy = 'SELECT name FROM virtual_domains WHERE CONCAT(\'@\',name) IN (%k)';
1;
END
}

make_mailserver() {
    make_database mailserver <<'END'
DROP ROLE IF EXISTS mailuser;
CREATE ROLE mailuser LOGIN PASSWORD 'mailuser2009';
CREATE TABLE virtual_domains (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE virtual_users (email text PRIMARY KEY);
CREATE TABLE virtual_aliases (source text NOT NULL, destination text NOT NULL);
INSERT INTO virtual_domains (name) VALUES ('example.com');
INSERT INTO virtual_users VALUES ('john@example.com');
INSERT INTO virtual_aliases VALUES ('info@example.com', 'john@example.com');
GRANT SELECT ON ALL TABLES IN SCHEMA public TO mailuser;
END
}

# map NAME QUERY: a pgsql_table(5) for Postfix.
map() {
    cat >"$postfix_dir/config/$1.cf" <<END
hosts = 127.0.0.1:$postgres_port
user = mailuser
password = mailuser2009
dbname = mailserver
query = $2
END
}

# Postfix asks the same database. Mail for other.example goes into a box as well, but the
# domain is in no table of it.
tell_postfix() {
    map domains "SELECT 1 FROM virtual_domains WHERE name='%s'"
    map users "SELECT 'john/' FROM virtual_users WHERE email='%s'"
    map aliases "SELECT destination FROM virtual_aliases WHERE source='%s'"
    local maps="pgsql:$postfix_dir/config"
    postconf -c "$postfix_dir/config" -e "virtual_mailbox_domains=$maps/domains.cf" \
        "virtual_mailbox_maps=$maps/users.cf, inline:{ mary@other.example=mary/ }" \
        "virtual_alias_maps=$maps/aliases.cf" \
        "relay_domains=other.example" "relay_transport=virtual" \
        "minimal_backoff_time=1s" "maximal_backoff_time=2s" "queue_run_delay=1s"
    reload_postfix
}

# Its processes would not try a database that was away again for a minute.
reload_postfix() {
    postfix -c "$postfix_dir/config" reload >"$postfix_dir/reload.log" 2>&1 3>&-
    wait_until 10 listens "$postfix_port"
}

lacks() {
    postfix_lacks
    postgres_bin >/dev/null || echo "PostgreSQL (postgresql)"
    grep -qs "^pgsql" /etc/postfix/dynamicmaps.cf || echo "postfix-pgsql"
}

setup_file() {
    [[ -z $(lacks) ]] || return 0
    start_postgres
    make_mailserver
    export filter_port reinject_port confdir
    filter_port=$(free_port)
    reinject_port=$(free_port)
    confdir=$BATS_FILE_TMPDIR/filter/conf.d
    write_filter_conf "$confdir" "$filter_port" "smtp:[127.0.0.1]:$reinject_port"
    printf '%s\n' "\$daemon_user = 'nobody';" "\$daemon_group = 'nogroup';" \
        '@local_domains_acl = ();' '$max_servers = 4;' >"$confdir/20-site"
    write_50_user "$confdir/50-user"
    chown nobody "${filter_dir:?}/tmp"
    start_postfix "$BATS_FILE_TMPDIR/postfix" "$filter_port" "$reinject_port"
    tell_postfix
    open_path "$filter_dir/tmp"
    start_filter "$confdir" "$filter_port"
}

teardown_file() {
    local status=0
    stop_filter || status=1
    stop_postfix || status=1
    stop_postgres
    return "$status"
}

setup() {
    [[ -z $(lacks) ]] || skip "needs $(lacks | head -n 1)"
    mary=$(dirname "${maildir:?}")/mary
    rm -f "$maildir"/new/* "$mary"/new/*
    : >"${filter_log:?}"
    : >"${postfix_dir:?}/maillog"
    rm -f "$confdir"/[6-9]*
}

# send TO [NAME]
send() {
    clean_mail >"$BATS_TEST_TMPDIR/mail.eml"
    send_mail "$BATS_TEST_TMPDIR/mail.eml" sender@example.net "$1"
}

mails_for() { cat "$1"/new/*; }

# supervisor: its process.
supervisor() { cat "$filter_dir/filter.pid"; }

reload() {
    : >"$filter_log"
    kill -HUP "$(supervisor)"
}

@test "a domain of the database is local, and its mail has X-Spam fields" {
    send john@example.com
    wait_for_mail "$maildir" 1
    mails_for "$maildir" | grep '^X-Spam-Status: No, score='
    wait_for_log 'Passed CLEAN \{RelayedInbound\}.* -> <john@example.com>'
}

@test "any other domain is not, and its mail has none" {
    send mary@other.example
    wait_for_mail "$mary" 1
    run ! grep '^X-Spam' "$mary"/new/*
    mails_for "$mary" | grep '^X-Virus-Scanned'
    wait_for_log 'Passed CLEAN \{RelayedOpenRelay\}.* -> <mary@other.example>'
}

@test "an alias is looked up behind the filter, once" {
    send info@example.com
    wait_for_mail "$maildir" 1
    mails_for "$maildir" | grep '^X-Spam-Status'
    mails_for "$maildir" | grep -F 'X-Original-To: info@example.com'
    wait_for_log ' -> <info@example.com>'
    sleep 1
    run ! has_files "$maildir/new" 2
}

@test "explain names the row of the database, and no password" {
    run -0 "$build/bin/chainmail" -c "$confdir" --explain john@example.com
    [[ $output == *"SQL row 1       name=example.com"* ]]
    [[ $output == *"local           yes"*"from SQL column local, row 1"* ]]
    run ! grep mailuser2009 <<<"$output"
    run -0 "$build/bin/chainmail" -c "$confdir" --explain mary@other.example
    [[ $output == *"local           no"* ]]
    run -0 "$build/bin/chainmail" -c "$confdir" --check
    [[ $output == *"SQL lookups"*"50-user:5:1"* ]]
    run ! grep mailuser2009 <<<"$output"
}

@test "the password is in no process but lookup" {
    not_sanitized "their shadow is too large to be searched"
    local pid name found=
    for pid in $(supervisor) $(pgrep -P "$(supervisor)"); do
        name=$(<"/proc/$pid/comm")
        ! has_in_memory "$pid" mailuser2009 || found+=" $name"
    done
    [[ ${found# } == lookup ]]
}

# has_in_memory PID TEXT: in a writable mapping of the process.
has_in_memory() {
    python3 - "$1" "$2" <<'END'
import sys
pid, text = sys.argv[1], sys.argv[2].encode()
with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
    for line in maps:
        span, mode = line.split()[:2]
        if "w" not in mode:
            continue
        begin, end = (int(x, 16) for x in span.split("-"))
        try:
            memory.seek(begin)
            if text in memory.read(end - begin):
                sys.exit(0)
        except OSError:
            pass
sys.exit(1)
END
}

@test "while the database is down the mail waits, and no mail is lost" {
    postgres_down
    clean_mail >"$BATS_TEST_TMPDIR/mail.eml"
    run "$build/tool/smtp-source" -f sender@example.net -t john@example.com -n 2 \
        "127.0.0.1:$filter_port" "$BATS_TEST_TMPDIR/mail.eml"
    [[ $output == *451* ]]
    run ! has_files "$maildir/new" 1
    [[ $(grep -c 'mail has to wait' "$filter_log") == 1 ]]
    postgres_up
    reload_postfix
    wait_until 40 sends_again
    wait_for_mail "$maildir" 1
    mails_for "$maildir" | grep '^X-Spam-Status'
    wait_for_log 'lookup: connected to the database again'
}

sends_again() {
    "$build/tool/smtp-source" -f sender@example.net -t john@example.com \
        "127.0.0.1:$filter_port" "$BATS_TEST_TMPDIR/mail.eml" >/dev/null
}

@test "a reload under load loses and repeats nothing" {
    local sender i
    clean_mail >"$BATS_TEST_TMPDIR/mail.eml"
    "$build/tool/smtp-source" -f sender@example.net -t john@example.com -c 4 -m 5 -n 100 \
        "127.0.0.1:$postfix_port" "$BATS_TEST_TMPDIR/mail.eml" &
    sender=$!
    for i in {1..6}; do
        sleep 0.5
        echo "\$sa_kill_level_deflt = $i;" >"$confdir/60-change"
        kill -HUP "$(supervisor)"
    done
    wait "$sender"
    wait_for_mail "$maildir" 100 60
    sleep 1
    run ! has_files "$maildir/new" 101
}

@test "a configuration broken at any place leaves the running one in service" {
    local file line n
    for file in "$confdir/10-test" "$confdir/50-user"; do
        n=$(wc -l <"$file")
        for ((line = 1; line <= n; ++line)); do
            cp "$file" "$BATS_TEST_TMPDIR/good"
            sed -i "${line}s/^/} /" "$file"
            reload
            wait_for_log "the old configuration stays in service: .*$file:$line:" || {
                cp "$BATS_TEST_TMPDIR/good" "$file"
                return 1
            }
            cp "$BATS_TEST_TMPDIR/good" "$file"
        done
    done
    send john@example.com
    wait_for_mail "$maildir" 1
    reload
    wait_for_log 'reload: configuration [0-9]+ is in service'
}
