# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# shellcheck shell=bash
# Loaded by every Bats file:   load ../lib/common
# Paths, waiting, and the sample mails. Strings that scanners look for are put together
# here, so that no scanner finds them in this tree.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=${BUILD:-$root/build}
[[ $build == /* ]] || build=$root/$build
# A chainmail that serves this machine's mail is not meant by any test.
export CHAINMAIL_RUN=

# wait_until SECONDS COMMAND...: runs it every 50 ms until it succeeds.
wait_until() {
    # With sanitizers everything takes several times as long.
    local slower=${SANITIZED:+5}
    local until=$((${EPOCHREALTIME/./} + $1 * ${slower:-1} * 1000000))
    shift
    until "$@"; do
        ((${EPOCHREALTIME/./} < until)) || return 1
        sleep 0.05
    done
}

# free_port: a TCP port of 127.0.0.1 that nothing uses, below the range from which the
# system picks ports for connections.
free_port() {
    local port
    for _ in {1..50}; do
        port=$((10100 + RANDOM % 20000))
        listens "$port" && continue
        [[ -z ${PORT_CLAIMS-} ]] || mkdir "$PORT_CLAIMS/$port" 2>/dev/null || continue
        echo "$port"
        return
    done
    echo "free_port: none found" >&2
    return 1
}

# listens PORT: whether something accepts connections there.
listens() { (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# not_sanitized REASON: for what a build with sanitizers cannot show.
not_sanitized() { [[ -z ${SANITIZED-} ]] || skip "built with sanitizers: $1"; }

is_gone() { ! kill -0 "$1" 2>/dev/null; }

# has_files DIRECTORY N: at least N files.
has_files() {
    local files
    mapfile -t files < <(find "$1" -type f 2>/dev/null)
    ((${#files[@]} >= $2))
}

# clean_mail [SUBJECT]: a message nothing is wrong with, on stdout.
clean_mail() {
    cat <<EOF_MAIL
From: Sender <sender@example.net>
To: John <john@example.com>
Subject: ${1:-The minutes of Monday}
Date: $(date -R)
Message-ID: <$RANDOM.$RANDOM.$EPOCHSECONDS@mail.example.net>
MIME-Version: 1.0
Content-Type: text/plain; charset=us-ascii

Dear John,

here are the minutes of our meeting on Monday, as you asked.
Please tell me if something is missing.

Yours, Sender
EOF_MAIL
}

# The line that every SpamAssassin rule set scores with 1000 (GTUBE).
gtube() { echo "XJS*C4JDBQADN1.NSBN3*2IDNEN*""GTUBE-STANDARD-ANTI-UBE-TEST""-EMAIL*C.34X"; }

spam_mail() {
    clean_mail "${1:-Buy now}"
    gtube
}

# The test file of the anti-virus makers (EICAR), 68 bytes.
# shellcheck disable=SC2016
eicar() { printf '%s' 'X5O!P%@AP[4\PZX54(P^)7CC)7}$' 'EICAR-STANDARD-ANTIVIRUS' \
    '-TEST-FILE!$H+H*'; }

virus_mail() {
    cat <<EOF_MAIL
From: Sender <sender@example.net>
To: John <john@example.com>
Subject: ${1:-Your invoice}
Date: $(date -R)
Message-ID: <$RANDOM.$RANDOM.$EPOCHSECONDS@mail.example.net>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="part"

--part
Content-Type: text/plain

See the attachment.

--part
Content-Type: application/octet-stream; name="invoice.dat"
Content-Disposition: attachment; filename="invoice.dat"
Content-Transfer-Encoding: base64

$(eicar | base64)
--part--
EOF_MAIL
}
