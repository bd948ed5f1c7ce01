# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# shellcheck shell=bash
# The filter under test: build/bin/chainmail with a configuration of its own. Needs
# common.bash. One filter at a time; it lives in $filter_dir.

: "${build:?load common.bash first}"

# write_filter_conf CONFDIR PORT FORWARD_METHOD: what all tests with a whole filter share.
# More settings: a file of a later name in CONFDIR. Sets filter_dir and filter_log.
write_filter_conf() {
    export filter_dir filter_log
    filter_dir=$(dirname "$1")
    filter_log=$filter_dir/filter.log
    mkdir -p "$1" "$filter_dir/tmp"
    cat >"$1/10-test" <<EOF_CONF
use strict;
\$myhostname = 'mx.example.com';
\$mydomain = 'example.com';
@local_domains_acl = ( 'example.com' );
\$daemon_user = undef;
\$daemon_group = undef;
\$MYHOME = '$filter_dir';
\$TEMPBASE = '$filter_dir/tmp';
\$virus_check_tempbase = '$filter_dir/tmp';
\$inet_socket_port = $2;
\$forward_method = '$3';
\$sa_tag_level_deflt = undef;
\$sa_tag2_level_deflt = 5;
\$sa_kill_level_deflt = 6.31;
\$final_spam_destiny = D_PASS;
\$final_virus_destiny = D_DISCARD;
1;
EOF_CONF
}

needs_rules() {
    [[ -d /usr/share/spamassassin || -d /var/lib/spamassassin ]] ||
        skip "needs SpamAssassin's rules: tools/install-packages rules"
}

# start_filter CONFDIR PORT: returns when it listens.
start_filter() {
    "$build/bin/chainmail" -c "$1" >>"$filter_log" 2>&1 </dev/null 3>&- &
    echo "$!" >"$filter_dir/filter.pid"
    wait_until 30 filter_is_up "$2" && listens "$2" && return
    echo "the filter did not start:" >&2
    tail -n 20 "$filter_log" >&2
    return 1
}

# True at once when it has ended, too: no use in waiting then.
filter_is_up() { listens "$1" || is_gone "$(<"$filter_dir/filter.pid")"; }

# stop_filter: by SIGTERM, and it has to obey within ten seconds.
stop_filter() {
    local pid
    [[ -e ${filter_dir:-/nonexistent}/filter.pid ]] || return 0
    pid=$(<"$filter_dir/filter.pid")
    rm "$filter_dir/filter.pid"
    kill "$pid" 2>/dev/null
    wait_until 10 is_gone "$pid" && return
    kill -KILL "$pid"
    echo "the filter did not end by SIGTERM" >&2
    return 1
}

# wait_for_log PATTERN [SECONDS]: a line of the filter's log (grep -E).
wait_for_log() {
    wait_until "${2:-10}" grep -Eqs "$1" "$filter_log" && return
    echo "no line like \"$1\" in the filter's log:" >&2
    tail -n 20 "$filter_log" >&2
    return 1
}
