# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# shellcheck shell=bash
# Two messages on one connection, and something dies or stops at one step of the first.
# The client does what Postfix does: what is not answered with 250 it sends again. Needs
# common.bash and filter.bash.

stages="smtp-in mime-split virus-check spam-score policy smtp-out"
# On the client's side of the first message, then on the next hop's side of it. Up to
# sink-data smtp-out has not sent its final dot; at sink-dot it has.
client_steps="connect mail rcpt data body dot"
sink_steps="connect mail rcpt data"
late_steps="sink-dot sink-dot2"

# To whom each message goes, and how the next hop hears of it: smtp or lmtp. Of these two
# only the first is local, so that their headers differ and each has a copy of his own.
fault_recipients="john@example.com"
fault_way=smtp
two_copies="john@example.com mary@example.org"

fault_timeout_s=2    # $child_timeout
fault_patience_s=12  # no attempt may take longer: the deadline, and what follows it

# The next hop waits here, at the first message, so that there is time for the fault.
sink_pause_s=0.6

# fault_setup: a directory, a next hop and a configuration. The filter itself is started
# for each case.
fault_setup() {
    # Writing to a connection that was cut is an error of printf, not the end of the test.
    trap '' PIPE
    fault_dir=$(mktemp -d "$BATS_TEST_TMPDIR/fault.XXXXXX")
    chmod 755 "$fault_dir"
    sink_dir=$fault_dir/sink
    mkdir -p "$fault_dir" "$sink_dir" "$fault_dir/no-database" "$fault_dir/rules"
    printf 'body WORD /word/\nscore WORD 1.5\n' >"$fault_dir/rules/10_test.cf"
}

# fault_sink [RULE]
fault_sink() {
    local lmtp=
    [[ $fault_way == smtp ]] || lmtp=-L
    "$build/tool/smtp-sink" $lmtp ${1:+-a "$1"} 127.0.0.1:0 "$sink_dir" </dev/null >/dev/null 2>&1 3>&- &
    sink_pid=$!
    wait_until 10 test -s "$sink_dir/port"
    sink_port=$(<"$sink_dir/port")
}

# fault_conf: writes the configuration, for a port of its own.
fault_conf() {
    filter_port=$(free_port)
    write_filter_conf "$fault_dir/conf.d" "$filter_port" "$fault_way:[127.0.0.1]:$sink_port"
    filter_dir=$fault_dir
    cat >"$fault_dir/conf.d/20-fault" <<END
\$child_timeout = $fault_timeout_s;
\$smtpd_timeout = $fault_timeout_s;
\$clamav_database_dir = '$fault_dir/no-database';
\$sa_configpath = '$fault_dir/rules';
\$sa_siteconfigpath = '$fault_dir/rules';
${fault_settings-}
END
}

# fault_filter: (re)starts the filter; all its processes carry $fault_dir in their
# environment.
fault_filter() {
    fault_conf
    CHAINMAIL_FAULT=$fault_dir start_filter "$fault_dir/conf.d" "$filter_port"
    wait_for_log 'chainmail: ready'
    supervisor=$(<"$filter_dir/filter.pid")
}

# The processes of the filter, whoever their parent is now.
fault_processes() {
    grep -lzsFx "CHAINMAIL_FAULT=$fault_dir" /proc/[0-9]*/environ | sed 's|/proc/||; s|/environ||'
}

# fault_pid TARGET: "worker NAME", "resident NAME" or "supervisor". A resident is the one
# that holds a control socket, its descriptor 10.
fault_pid() {
    local pid
    [[ $1 != supervisor ]] || { echo "$supervisor" && return; }
    for pid in $(fault_processes); do
        [[ $(cat "/proc/$pid/comm" 2>/dev/null) == "${1#* }" ]] || continue
        if [[ -e /proc/$pid/fd/10 ]]; then
            [[ $1 == resident* ]] && echo "$pid" && return
        else
            [[ $1 == worker* ]] && echo "$pid" && return
        fi
    done
}

# strike: the fault itself, once. A target that is not there (a stage before the first
# MAIL) makes the case an ordinary delivery.
strike() {
    local pid
    [[ -z $struck ]] || return 0
    struck=yes
    pid=$(fault_pid "$fault_target")
    [[ -z $pid ]] || kill "-$fault_signal" "$pid" 2>/dev/null || true
}

say() { printf '%s\r\n' "$1" >&"$smtp"; }

# answer: reads a whole reply into $reply; fails when there is none in time.
answer() {
    while IFS= read -r -t "$fault_patience_s" -u "$smtp" reply; do
        [[ ${reply:3:1} == - ]] || return 0
    done
    reply=
    return 1
}

# command LINE CODE
command_is() { say "$1" 2>/dev/null && answer && [[ $reply == "$2"* ]]; }

at_step() {
    if [[ $fault_step == "$1" && $fault_message == 1 ]]; then strike; fi
}

# Waits until the next hop has come to the step of this case.
strike_at_sink() {
    [[ $fault_step == sink-* && $fault_message == 1 && -z $struck ]] || return 0
    local what
    case ${fault_step#sink-} in
    connect) what='.' ;;
    dot2)
        # That of the second copy, while the first has been answered.
        wait_until 3 sink_has_dots 2 || return 0
        sleep 0.1
        strike
        return
        ;;
    dot) what='^[^ ]* *(C: *)?\.$|^\.$|dot' ;;
    *) what=${fault_step#sink-} ;;
    esac
    wait_until 3 sink_reached "$what" || return 0
    sleep 0.1
    strike
}

sink_has_dots() { (($(grep -c 'C: \.$' "$sink_dir/dialogue") >= $1)); }
sink_reached() { grep -Eqis -- "$1" "$sink_dir/dialogue"; }

open_connection() {
    { exec {smtp}<>"/dev/tcp/127.0.0.1/$filter_port"; } 2>/dev/null || return 1
    answer && [[ $reply == 220* ]] && command_is "EHLO client.example.net" 250
}

close_connection() {
    [[ -z ${smtp-} ]] || exec {smtp}>&-
    smtp=
}

# transaction N: 0 when it was answered 250.
transaction() {
    local recipient
    fault_message=$1
    at_step connect
    command_is "MAIL FROM:<a@example.net>" 250 || return
    at_step mail
    for recipient in $fault_recipients; do
        command_is "RCPT TO:<$recipient>" 250 || return
    done
    at_step rcpt
    command_is DATA 354 || return
    at_step data
    say "From: a@example.net" && say "Date: $(date -R)" && say "Subject: number $1" && say "X-Number: $1" && say "" || return
    at_step body
    say "word" && say . || return
    at_step dot
    strike_at_sink
    answer && [[ $reply == 250* ]]
}

# What the operator or the service manager does about a dead or stopped supervisor.
revive() {
    if [[ $fault_target == supervisor && $struck == yes ]]; then
        kill -KILL "$supervisor" 2>/dev/null || true
        wait "$supervisor" 2>/dev/null || true
        fault_filter
        fault_target=none
    fi
}

# deliver_both: sends 1 and 2 on one connection, and again what was not taken.
deliver_both() {
    local pending=(1 2) tries=0 begun left
    slowest=0
    while ((${#pending[@]})); do
        ((++tries <= 8)) || { echo "still not taken: ${pending[*]}" && return 1; }
        begun=$EPOCHSECONDS
        if open_connection; then
            left=()
            for number in "${pending[@]}"; do
                if ((${#left[@]})) || ! transaction "$number" 2>/dev/null; then
                    left+=("$number")
                fi
            done
            pending=("${left[@]}")
        fi
        close_connection
        ((EPOCHSECONDS - begun <= slowest)) || slowest=$((EPOCHSECONDS - begun))
        ((${#pending[@]} == 0)) || revive
    done
}

# arrived N: once, at everybody. The sink answers first and gives the file its name then:
# wait_until.
arrived() {
    local recipient
    for recipient in $fault_recipients; do
        [[ $(copies_of "$1" "$recipient") == 1 ]] || return
    done
}
# copies_of N [RECIPIENT]
copies_of() {
    local mail
    grep -lxs "X-Number: $1" "$sink_dir"/*.eml | while read -r mail; do
        [[ -n ${2-} ]] && ! grep -qF "<$2>" "${mail%.eml}.env" || echo "$mail"
    done | wc -l
}

# fault_case TARGET SIGNAL STEP
fault_case() {
    fault_target=$1 fault_signal=$2 fault_step=$3 struck=
    local most=1 rule='' one two pid recipient
    fault_setup
    [[ $3 != sink-* ]] || rule="${3#sink-} times 1 delay $sink_pause_s"
    [[ $3 != sink-dot2 ]] || rule="dot after 1 times 1 delay $sink_pause_s"
    [[ " $late_steps " != *" $3 "* ]] || most=2
    fault_sink "$rule"
    fault_filter
    deliver_both || case_failed "$@" "a message was not taken" || return
    wait_until 2 arrived 2 || true
    for recipient in $fault_recipients; do
        one=$(copies_of 1 "$recipient") two=$(copies_of 2 "$recipient")
        ((one >= 1 && one <= most)) || case_failed "$@" "message 1 was delivered $one times to $recipient" || return
        ((two == 1)) || case_failed "$@" "message 2 was delivered $two times to $recipient" || return
    done
    # After the final dot smtp-out waits for the truth, longer than this client does.
    [[ $1 == "worker smtp-out" && " $late_steps " == *" $3 "* ]] || ((slowest <= fault_timeout_s + 8)) || case_failed "$@" "an attempt took $slowest s" || return
    # Whoever is still stopped, and did not have to be replaced, goes on where he was.
    for pid in $(fault_processes); do kill -CONT "$pid" 2>/dev/null || true; done
    descriptors_are_few || case_failed "$@" "descriptors stay open" || return
    stop_filter || case_failed "$@" "no end" || return
    wait_until 5 no_process_left || case_failed "$@" "left: $(fault_processes)" || return
    fault_end
}

# Idle again, the supervisor holds no more than at the start: log, signals, listener, a
# control socket and the settings of each resident, the slot page.
descriptors_are_few() {
    local pid
    pid=$(<"$filter_dir/filter.pid")
    wait_until 5 idle "$pid"
}
idle() { (($(find "/proc/$1/fd" -mindepth 1 2>/dev/null | wc -l) <= 24)); }
no_process_left() { [[ -z $(fault_processes) ]]; }

case_failed() {
    echo "target <$1> signal $2 at $3: $4"
    tail -n 30 "$filter_log"
    tail -n 30 "$sink_dir/dialogue"
    fault_end
    return 1
}

fault_end() {
    local pid
    for pid in $(fault_processes); do kill -KILL "$pid" 2>/dev/null; done
    kill "$sink_pid" 2>/dev/null
    wait "$sink_pid" 2>/dev/null
    rm -f "${filter_dir:-/nonexistent}/filter.pid"
    true
}
