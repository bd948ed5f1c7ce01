#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# chainmail(8), "How it is started": by a shell, with sockets handed over, for one
# connection; and where it listens.
bats_require_minimum_version 1.5.0

load ../lib/common
load ../lib/filter
load ../lib/faults

setup() {
    fault_target=none fault_step=none fault_message=0
    fault_setup
    fault_sink
    starter=
}

teardown() {
    close_connection
    [[ -z $starter ]] || kill "$starter" 2>/dev/null || true
    fault_end
}

needs() { type -P "$1" >/dev/null || skip "needs $1 of the package $2"; }

log_has() { grep -Eqs "$1" "$filter_log"; }

# starts COMMAND...: in the background, its output in the filter's log.
starts() {
    CHAINMAIL_FAULT=$fault_dir "$@" >>"$filter_log" 2>&1 </dev/null 3>&- &
    starter=$!
}

# connects: until a connection is greeted.
connects() { wait_until 20 listens "$filter_port" && open_connection; }

# The whole of a connection, with no line in it that is not SMTP.
serves_mail() {
    connects
    transaction 1
    transaction 2
    say QUIT && answer && [[ $reply == 221* ]]
    close_connection
    wait_until 5 arrived 1
    wait_until 5 arrived 2
}

@test "listening sockets of systemd (Accept=no), two of them" {
    needs systemd-socket-activate systemd
    local other
    fault_conf
    other=$(free_port)
    starts systemd-socket-activate -l "127.0.0.1:$filter_port" -l "$fault_dir/in.sock" \
        --setenv=CHAINMAIL_FAULT="$fault_dir" \
        "$build/bin/chainmail" -c "$fault_dir/conf.d" --listen "[127.0.0.1]:$other"
    serves_mail
    log_has "listening on \[127.0.0.1\]:$filter_port, as handed over"
    log_has "listening on $fault_dir/in.sock, as handed over"
    filter_port=$other
    connects
    close_connection
    kill "$starter"
    wait "$starter"
    wait_until 5 no_process_left
    # It belongs to whoever opened it.
    [[ -S $fault_dir/in.sock ]]
}

@test "a connection of systemd (Accept=yes), on descriptor 3 or as standard input" {
    needs systemd-socket-activate systemd
    local way
    for way in "" --inetd; do
        fault_conf
        rm -f "$sink_dir"/*.eml
        starts systemd-socket-activate --accept $way -l "127.0.0.1:$filter_port" \
            --setenv=CHAINMAIL_FAULT="$fault_dir" \
            "$build/bin/chainmail" -c "$fault_dir/conf.d"
        serves_mail
        # One connection, one supervisor.
        wait_until 10 only_the_starter_is_left
        kill "$starter"
        wait "$starter" || true
    done
}

only_the_starter_is_left() { [[ -z $(<"/proc/$starter/task/$starter/children") ]]; }

@test "LISTEN_FDS that is meant for another process is left alone" {
    fault_conf
    LISTEN_PID=1 LISTEN_FDS=1 starts "$build/bin/chainmail" -c "$fault_dir/conf.d"
    serves_mail
    log_has "listening on \[127.0.0.1\]:$filter_port"
}

@test "LISTEN_FDS with something that is no socket is refused" {
    fault_conf
    run -100 bash -c 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@" 3</dev/null' - \
        "$build/bin/chainmail" -c "$fault_dir/conf.d"
    [[ $output == *"LISTEN_FDS: descriptor 3 is no stream socket"* ]]
}

# inetd_conf WAIT|NOWAIT PROGRAM ARGUMENT...
inetd_conf() {
    local wait=$1 program=$2
    shift 2
    echo "127.0.0.1:$filter_port stream tcp $wait $(id -un) $program ${program##*/} $*" >"$fault_dir/inetd.conf"
}

@test "inetd, wait: the listening socket is standard input" {
    needs inetd openbsd-inetd
    fault_conf
    inetd_conf wait "$build/bin/chainmail" -c "$fault_dir/conf.d"
    starts inetd -i "$fault_dir/inetd.conf"
    serves_mail
    connects
    transaction 3
}

@test "inetd, nowait: the connection is standard input, output and error" {
    needs inetd openbsd-inetd
    fault_conf
    inetd_conf nowait "$build/bin/chainmail" -c "$fault_dir/conf.d"
    starts inetd -i "$fault_dir/inetd.conf"
    serves_mail
    wait_until 10 only_the_starter_is_left
}

@test "inetd, nowait: smtp-in with programs of its own" {
    needs inetd openbsd-inetd
    fault_conf
    printf '#!/bin/sh\nexport PATH=%s:$PATH\ncd %s || exit 1\nexec smtp-in -c conf.d sh -c "mime-split -c conf.d | virus-check -c conf.d | spam-score -c conf.d | policy -c conf.d | smtp-out -c conf.d"\n' \
        "$build/bin" "$fault_dir" >"$fault_dir/serve"
    chmod 755 "$fault_dir/serve"
    inetd_conf nowait "$fault_dir/serve"
    starts inetd -i "$fault_dir/inetd.conf"
    serves_mail
    wait_until 10 only_the_starter_is_left
}

@test "tcpserver: smtp-in with programs of its own, and chainmail" {
    needs tcpserver ucspi-tcp
    fault_conf
    cd "$fault_dir"
    PATH=$build/bin:$PATH starts tcpserver -HR 127.0.0.1 "$filter_port" smtp-in -c conf.d sh -c \
        'mime-split -c conf.d | virus-check -c conf.d | spam-score -c conf.d | policy -c conf.d | smtp-out -c conf.d'
    serves_mail
    kill "$starter"
    wait "$starter" || true
    rm -f "$sink_dir"/*.eml
    fault_conf
    starts tcpserver -HR 127.0.0.1 "$filter_port" "$build/bin/chainmail" -c conf.d
    serves_mail
}

@test "one connection and a configuration that does not work: 421" {
    needs tcpserver ucspi-tcp
    fault_settings="\$sa_configpath = \$sa_siteconfigpath = '$fault_dir/no-such-rules';" fault_conf
    starts tcpserver -HR 127.0.0.1 "$filter_port" "$build/bin/chainmail" -c "$fault_dir/conf.d"
    wait_until 5 listens "$filter_port"
    exec {smtp}<>"/dev/tcp/127.0.0.1/$filter_port"
    answer
    [[ $reply == "421 4.3.2 "* ]]
}

@test "several ports and a unix socket; its path is the interface" {
    local other
    other=$(free_port)
    printf '#!/bin/sh\nexec tee -a %s\n' "$fault_dir/records" >"$fault_dir/own"
    chmod 755 "$fault_dir/own"
    fault_settings="
        @chain = qw( mime-split virus-check spam-score $fault_dir/own policy smtp-out );
        \$inet_socket_port = [ $other, ];
        \$unix_socketname = '$fault_dir/a.sock';
        @listen_sockets = ( '127.0.0.2:$other', 'unix:$fault_dir/b.sock' );
        \$unix_socket_mode = 0600;" fault_conf
    starts "$build/bin/chainmail" -c "$fault_dir/conf.d"
    filter_port=$other
    serves_mail
    (: <>"/dev/tcp/127.0.0.2/$other")
    [[ $(stat -c %a "$fault_dir/a.sock") == 600 && -S $fault_dir/b.sock ]]
    "$build/tool/smtp-source" -f a@example.net -t john@example.com "$fault_dir/b.sock" <(clean_mail)
    grep -qx "interface=$fault_dir/b.sock" "$fault_dir/records"
    kill "$starter"
    wait "$starter"
    [[ ! -e $fault_dir/a.sock && ! -e $fault_dir/b.sock ]]
}

@test "a unix socket that was left behind is taken over, one in use is not" {
    fault_settings="\$unix_socketname = '$fault_dir/a.sock';" fault_conf
    starts "$build/bin/chainmail" -c "$fault_dir/conf.d"
    connects
    run -100 "$build/bin/chainmail" -c "$fault_dir/conf.d" --listen "$fault_dir/a.sock"
    [[ $output == *"listen on $fault_dir/a.sock: another program listens there"* ]]
    kill -KILL "$starter"
    wait "$starter" || true
    [[ -S $fault_dir/a.sock ]]
    close_connection
    starts "$build/bin/chainmail" -c "$fault_dir/conf.d"
    serves_mail
    if log_has 'another program listens'; then false; fi
    touch "$fault_dir/file"
    run -100 "$build/bin/chainmail" -c "$fault_dir/conf.d" --listen "$fault_dir/file"
    [[ $output == *"a file that is no socket is there"* ]]
}

@test "@inet_acl decides who may connect" {
    fault_settings="@inet_acl = qw( !127.0.0.0/8 0/0 );" fault_conf
    starts "$build/bin/chainmail" -c "$fault_dir/conf.d"
    wait_for_log 'chainmail: ready'
    if open_connection; then false; fi
    wait_for_log "DENIED ACCESS from IP 127.0.0.1, policy bank ''"
    echo "@inet_acl = qw( 127.0.0.1 );" >"$fault_dir/conf.d/30-more"
    kill -HUP "$starter"
    wait_for_log 'configuration 2 is in service' 20
    serves_mail
    echo "@inet_acl = qw( 127.0.0.x );" >"$fault_dir/conf.d/30-more"
    kill -HUP "$starter"
    wait_for_log 'old configuration stays in service: .*30-more:1:1: @inet_acl: .*127.0.0.x'
}

@test "the policy bank of an interface has its own @inet_acl" {
    fault_settings="\$policy_bank{'LAN'} = { inet_acl => [qw( 192.0.2.0/24 )] };" fault_conf
    echo "\$interface_policy{'$filter_port'} = 'LAN';" >"$fault_dir/conf.d/30-more"
    starts "$build/bin/chainmail" -c "$fault_dir/conf.d"
    wait_for_log 'chainmail: ready'
    if open_connection; then false; fi
    wait_for_log "DENIED ACCESS from IP 127.0.0.1, policy bank 'LAN'"
}

@test "a unix socket for another protocol is left alone" {
    fault_settings="\$unix_socketname = '$fault_dir/a.sock';
        \$interface_policy{'SOCK'} = 'AM.PDP-SOCK';
        \$policy_bank{'AM.PDP-SOCK'} = { protocol => 'AM.PDP' };" fault_conf
    starts "$build/bin/chainmail" -c "$fault_dir/conf.d"
    serves_mail
    log_has "$fault_dir/a.sock skipped: its policy bank wants a protocol"
    [[ ! -e $fault_dir/a.sock ]]
}

@test "readiness is told to systemd and to s6" {
    fault_conf
    needs socat socat
    socat -u "UNIX-RECVFROM:$fault_dir/notify,fork" "OPEN:$fault_dir/states,creat,append" 3>&- &
    local socat=$!
    wait_until 5 test -S "$fault_dir/notify"
    NOTIFY_SOCKET=$fault_dir/notify starts "$build/bin/chainmail" -c "$fault_dir/conf.d" --ready-fd 9 9>"$fault_dir/ready"
    wait_for_log 'chainmail: ready'
    wait_until 5 grep -qs 'READY=1' "$fault_dir/states"
    [[ $(od -An -c "$fault_dir/ready") == *'\n' && $(stat -c %s "$fault_dir/ready") == 1 ]]
    [[ ! -e /proc/$starter/fd/9 ]]
    kill "$starter"
    wait "$starter"
    wait_until 5 grep -qs 'STOPPING=1' "$fault_dir/states"
    kill "$socat"
}

@test "s6 hears that it is ready, and stops it" {
    needs s6-supervise s6
    fault_conf
    mkdir "$fault_dir/service"
    echo 3 >"$fault_dir/service/notification-fd"
    printf '#!/bin/sh\nexec %s -c %s/conf.d --ready-fd 3\n' "$build/bin/chainmail" "$fault_dir" >"$fault_dir/service/run"
    chmod 755 "$fault_dir/service/run"
    starts s6-supervise "$fault_dir/service"
    wait_until 5 test -S "$fault_dir/service/supervise/control" -o -p "$fault_dir/service/supervise/control"
    s6-svwait -U -t 20000 "$fault_dir/service"
    serves_mail
    s6-svc -wD -dx -T 10000 "$fault_dir/service"
    wait_until 5 no_process_left
}
