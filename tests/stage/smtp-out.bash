# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# A record and a message for smtp-out, and a next hop behind it.

setup() {
    work=$BATS_TEST_TMPDIR
    mkdir "$work/conf" "$work/sink"
    echo '$myhostname = "mx.example.com"; $mydomain = "example.com";' >"$work/conf/50-user"
    protocol=ESMTP
    deadline=0
    envelope=()
    plan=()
    mail 'From: Joan <joan@example.net>\nSubject: hello\n\nfirst\n.second\n'
}

teardown() {
    [[ -z ${sink-} ]] || kill "$sink" 2>/dev/null || true
}

# mail TEXT: the message, as printf writes it; LF line ends.
mail() {
    # shellcheck disable=SC2059
    printf "$1" >"$work/mail"
    length=$(wc -c <"$work/mail")
    header_length=$(LC_ALL=C grep -abm1 '^$' "$work/mail" | cut -d: -f1)
    size=$((length + $(tr -cd '\n' <"$work/mail" | wc -c)))
}

# sink [OPTION...]: starts the next hop; $via is the way to it. -L makes it LMTP.
sink() {
    local scheme=smtp
    [[ ${1-} != -L ]] || scheme=lmtp
    "$build/tool/smtp-sink" "$@" 127.0.0.1:0 "$work/sink" </dev/null >/dev/null 3>&- &
    sink=$!
    wait_until 10 test -s "$work/sink/port"
    via="$scheme:[127.0.0.1]:$(<"$work/sink/port")"
}

# pass_to ADDRESS...: the recipients, all with copy 1 by $via.
pass_to() {
    local n=0 address
    envelope=() plan=()
    for address in "$@"; do
        n=$((n + 1))
        envelope+=("rcpt.$n.addr=$address")
        plan+=("rcpt.$n.local=1" "rcpt.$n.destiny=pass" "rcpt.$n.copy=1")
    done
    plan+=("copy.1.via=$via")
}

# record [SEQ]: made of $envelope and $plan.
record() {
    cat <<END
id=01234-0${1-1}
seq=${1-1}
version=1
time=${EPOCHREALTIME%.*}000
deadline=$deadline
interface=[127.0.0.1]:10024
protocol=$protocol
peer=127.0.0.1
sender=${sender-joan@example.net}
size=$size
length=$length
header-length=${header_length:-$length}
END
    printf '%s\n' "${envelope[@]}" mail-id=7vykgLjHGVrk log.category=CLEAN log.hits=0.5 \
        "${plan[@]}" policy.status=ok ''
}

# deliver: runs the program over one record; $reply, $log and the reply record in
# $work/reply. Fails when the program does.
deliver() {
    record >"$work/record"
    smtp_out <"$work/record" >"$work/reply" || { local failed=$?; cat "$work/log"; return "$failed"; }
    reply=$(sed -n 's/^reply=//p' "$work/reply")
}

smtp_out() {
    timeout 30 "$build/bin/smtp-out" -c "$work/conf" 3<"$work/mail" 2>"$work/log"
}

delivered() { find "$work/sink" -name '*.eml' | wc -l; }
state() { sed -n "s/^rcpt\.$1\.state=//p" "$work/reply"; }
rcpt_reply() { sed -n "s/^rcpt\.$1\.reply=//p" "$work/reply"; }

# said LINE: the next hop was told this.
said() { grep -qxF "$1" <(sed -n 's/^[0-9]* C: //p' "$work/sink/dialogue"); }
never_said() { if said "$1"; then false; fi; }

is() {
    [[ $1 == "$2" ]] || { printf 'is     <%s>\nshould <%s>\n' "$1" "$2"; false; }
}

# is_like TEXT PATTERN: a glob in which brackets stand for themselves.
is_like() {
    local pattern=${2//[/\\[}
    # shellcheck disable=SC2053
    [[ $1 == $pattern ]] || { printf 'is     <%s>\nshould <%s>\n' "$1" "$2"; false; }
}

# landlock_create_ruleset(2) says its version.
landlock() {
    python3 -c 'import ctypes; raise SystemExit(ctypes.CDLL(None).syscall(444, None, 0, 1) < 1)'
}

now_ms() { python3 -c 'import time; print(int(time.monotonic() * 1000))'; }
