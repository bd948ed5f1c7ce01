# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# shellcheck shell=bash
# A PostgreSQL of the tests' own: a new cluster in a directory of its own, on a free port,
# by a user that is not root. Needs common.bash. Over TCP it asks user `mail` for the
# password $postgres_password; its local socket asks nothing.
#   setup_file()    { start_postgres; }
#   teardown_file() { stop_postgres; }

postgres_password='s3cret word'

# postgres_bin: where its programs are; fails when it is not installed.
postgres_bin() {
    local found
    found=$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)
    [[ -n $found ]] && dirname "$found"
}

# skip_without_postgres: for setup().
skip_without_postgres() {
    postgres_bin >/dev/null || skip "PostgreSQL is not installed (postgresql)"
}

# as_postgres COMMAND...: root may not run a server.
as_postgres() {
    if ((EUID != 0)); then
        "$@"
    else
        setpriv --reuid=postgres --regid=postgres --clear-groups \
            env -C "$postgres_dir" HOME="$postgres_dir" "$@"
    fi
}

# start_postgres: makes the cluster and starts it. Sets postgres_dir and postgres_port.
start_postgres() {
    postgres_bin >/dev/null || return 0
    local bin
    bin=$(postgres_bin)
    postgres_dir=$(mktemp -d /tmp/chainmail-postgres.XXXXXX)
    postgres_port=$(free_port)
    export postgres_dir postgres_port
    ((EUID != 0)) || chown postgres "$postgres_dir"
    chmod 755 "$postgres_dir"
    echo "$postgres_password" >"$postgres_dir/password"
    as_postgres "$bin/initdb" -D "$postgres_dir/data" -U mail -E UTF8 --locale=C.UTF-8 \
        --auth-local=trust --auth-host=scram-sha-256 --no-sync \
        --pwfile="$postgres_dir/password" >"$postgres_dir/initdb.log"
    printf '%s\n' "port = $postgres_port" "listen_addresses = '127.0.0.1'" 'fsync = off' \
        "unix_socket_directories = '$postgres_dir'" 'max_connections = 50' \
        'shared_buffers = 16MB' >>"$postgres_dir/data/postgresql.conf"
    postgres_up
}

# postgres_up, postgres_down: start it again, stop it under its clients' feet.
postgres_up() {
    as_postgres "$(postgres_bin)/pg_ctl" -D "$postgres_dir/data" -w -s \
        -l "$postgres_dir/server.log" start 3>&-
}
postgres_down() {
    as_postgres "$(postgres_bin)/pg_ctl" -D "$postgres_dir/data" -w -s -m immediate stop
}

stop_postgres() {
    [[ -n ${postgres_dir-} ]] || return 0
    postgres_down || true
    rm -rf "$postgres_dir"
}

# sql DATABASE <STATEMENTS
sql() {
    "$(postgres_bin)/psql" -X -q -v ON_ERROR_STOP=1 -h "$postgres_dir" -p "$postgres_port" \
        -U mail "$1"
}

# make_database NAME <STATEMENTS: anew.
make_database() {
    printf '%s\n' "DROP DATABASE IF EXISTS $1 WITH (FORCE);" "CREATE DATABASE $1;" |
        sql postgres 2>/dev/null
    sql "$1"
}

# postgres_dsn DATABASE [OPTIONS]: an element of @lookup_sql_dsn.
postgres_dsn() {
    echo "['DBI:Pg:database=$1;host=127.0.0.1;port=$postgres_port${2:+;$2}', 'mail', '$postgres_password']"
}
