# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# shellcheck shell=bash
# A Postfix of the tests' own: configuration, queue, data and log below $postfix_dir, high
# ports of 127.0.0.1 only. The machine's own Postfix, if any, is not touched. It delivers
# mail for john@example.com to a Maildir and nothing else anywhere. Needs common.bash.

: "${build:?load common.bash first}"

# Why no Postfix can be started here; nothing if it can.
postfix_lacks() {
    [[ $(id -u) == 0 ]] || { echo "root: Postfix' master starts as root only" && return; }
    type postfix >/dev/null 2>&1 || echo "Postfix: tools/install-packages postfix"
}

needs_postfix() { [[ -z $(postfix_lacks) ]] || skip "needs $(postfix_lacks)"; }

# start_postfix DIRECTORY FILTER_PORT REINJECT_PORT: the set-up that amavisd's documentation
# describes, with the filter behind Postfix' queue. What comes in at $postfix_port goes to
# the filter by SMTP, at $postfix_lmtp_port by LMTP. It takes two seconds: once a file.
start_postfix() {
    export postfix_dir=$1
    export maildir=$postfix_dir/mail/john
    export postfix_port postfix_lmtp_port
    postfix_port=$(free_port)
    postfix_lmtp_port=$(free_port)
    mkdir -p "$postfix_dir"/{config,queue,data,mail}
    open_path "$postfix_dir"
    chown postfix "$postfix_dir"/{data,mail}
    write_main_cf
    write_master_cf "$2" "$3"
    postfix -c "$postfix_dir/config" start >"$postfix_dir/start.log" 2>&1 </dev/null 3>&- &&
        wait_until 20 listens "$postfix_port" && wait_until 5 listens "$3" && return
    cat "$postfix_dir/start.log" "$postfix_dir/maillog" >&2
    return 1
}

# Postfix' unprivileged processes have to come through to $postfix_dir.
open_path() {
    local directory=$1
    while [[ $directory == "$BATS_RUN_TMPDIR"* ]]; do
        chmod a+x "$directory"
        directory=$(dirname "$directory")
    done
}

write_main_cf() {
    local uid
    uid=$(id -u postfix)
    cat >"$postfix_dir/config/main.cf" <<EOF_CONF
compatibility_level = 3.6
queue_directory = $postfix_dir/queue
data_directory = $postfix_dir/data
maillog_file = $postfix_dir/maillog
maillog_file_prefixes = $postfix_dir
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.com
mydestination =
alias_maps =
alias_database =
local_recipient_maps =
mynetworks = 127.0.0.0/8
smtpd_peername_lookup = no
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
default_transport = error:5.4.4 the tests send nothing away
virtual_mailbox_domains = example.com
virtual_mailbox_base = $postfix_dir/mail
virtual_mailbox_maps = inline:{ john@example.com=john/ }
virtual_minimum_uid = 1
virtual_uid_maps = static:$uid
virtual_gid_maps = static:$(id -g postfix)
minimal_backoff_time = 300s
EOF_CONF
}

# way_in PORT smtp|lmtp FILTER_PORT
way_in() {
    cat <<EOF_CONF
127.0.0.1:$1 inet n - n - - smtpd
    -o content_filter=$2-amavis:[127.0.0.1]:$3
    -o receive_override_options=no_address_mappings
$2-amavis unix - - n - 2 $2
    -o syslog_name=postfix/to-filter
    -o $2_data_done_timeout=1200
    -o $2_send_xforward_command=yes
    -o disable_dns_lookups=yes
    -o max_use=20
EOF_CONF
}

# way_back PORT: where the filter hands the mail on, and no filter is asked again.
way_back() {
    cat <<EOF_CONF
127.0.0.1:$1 inet n - n - - smtpd
    -o syslog_name=postfix/from-filter
    -o content_filter=
    -o smtpd_client_restrictions=permit_mynetworks,reject
    -o smtpd_recipient_restrictions=permit_mynetworks,reject
    -o smtpd_data_restrictions=reject_unauth_pipelining
    -o smtpd_error_sleep_time=0
    -o smtpd_soft_error_limit=1001
    -o smtpd_hard_error_limit=1000
    -o smtpd_client_connection_count_limit=0
    -o smtpd_client_connection_rate_limit=0
    -o smtpd_authorized_xforward_hosts=127.0.0.0/8
    -o local_header_rewrite_clients=
    -o receive_override_options=no_header_body_checks,no_unknown_recipient_checks
EOF_CONF
}

# write_master_cf FILTER_PORT REINJECT_PORT
write_master_cf() {
    local name
    {
        way_in "$postfix_port" smtp "$1"
        way_in "$postfix_lmtp_port" lmtp "$1"
        way_back "$2"
        cat <<EOF_CONF
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
rewrite unix - - n - - trivial-rewrite
postlog unix-dgram n - n - 1 postlogd
EOF_CONF
        for name in bounce defer trace; do echo "$name unix - - n - 0 bounce"; done
    } >"$postfix_dir/config/master.cf"
}

# stop_postfix: master takes its children along; nobody else's Postfix is meant.
stop_postfix() {
    local pid
    [[ -s ${postfix_dir:-/nonexistent}/queue/pid/master.pid ]] || return 0
    read -r pid <"$postfix_dir/queue/pid/master.pid"
    kill "$pid" 2>/dev/null
    wait_until 10 is_gone "$pid" && return
    kill -KILL "$pid"
    echo "Postfix' master did not end by SIGTERM" >&2
    return 1
}

flush_queue() { postqueue -c "$postfix_dir/config" -f; }

# send_mail FILE FROM TO [PORT]: into Postfix; prints the reply.
send_mail() {
    "$build/tool/smtp-source" -f "$2" -t "$3" "127.0.0.1:${4:-$postfix_port}" "$1"
}

# wait_for_mail MAILDIR N [SECONDS]: N messages have been delivered.
wait_for_mail() {
    wait_until "${3:-20}" has_files "$1/new" "$2" && return
    echo "fewer than $2 messages in $1/new; Postfix says:" >&2
    tail -n 20 "$postfix_dir/maillog" >&2
    return 1
}

# wait_for_maillog PATTERN [SECONDS]
wait_for_maillog() {
    wait_until "${2:-20}" grep -Eqs "$1" "$postfix_dir/maillog" && return
    echo "no line like \"$1\" in Postfix' log:" >&2
    tail -n 20 "$postfix_dir/maillog" >&2
    return 1
}
