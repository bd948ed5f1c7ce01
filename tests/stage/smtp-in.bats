#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# smtp-in alone: chain.py stands for the programs behind it, connect.py for the client.
# Transcripts are compared whole: smtp-in/NAME.in, .out and .record.SEQ.
# shellcheck disable=SC2016,SC2154

load ../lib/common

setup() {
    here=$BATS_TEST_DIRNAME/smtp-in
    dir=$BATS_TEST_TMPDIR
    mkdir -p "$dir/conf.d" "$dir/tmp"
    configure
}

configure() { # LINE...
    printf '%s\n' "\$myhostname = 'filter.example.com';" "\$TEMPBASE = '$dir/tmp';" "$@" \
        >"$dir/conf.d/50-user"
}

# connect OPTION... [-- BEHAVIOUR]: a dialogue from standard input (LF line ends), with
# chain.py started by smtp-in, or given by --fds. Replies in $dir/out, log in $dir/log.
connect() {
    local behaviour=good options=() chain=()
    while (($#)); do
        [[ $1 == -- ]] && behaviour=$2 && break
        options+=("$1")
        shift
    done
    [[ ${options[*]} == *--fds* ]] || chain=("$here/chain.py" "$dir" "$behaviour")
    sed 's/$/\r/' | timeout 60 "$here/connect.py" "${options[@]}" -- \
        "$build/bin/smtp-in" -c "$dir/conf.d" -- "${chain[@]}" 2>"$dir/log" 3>&- 4>&- |
        tr -d '\r' >"$dir/out"
}

# The last reply before the status.
last_reply() { tail -n 2 "$dir/out" | head -n 1; }

show() {
    cat "$dir/out" "$dir/log"
    return 1
}

# What differs from run to run, by name.
normal() {
    sed -E 's/^(id=)[0-9]{5,}-[0-9]{2,}/\1ID/; s/^(time|deadline)=[0-9]{4,}/\1=\U\1/' "$1"
}

check_transcript() { # NAME
    diff -u "$here/$1.out" "$dir/out" || show
    local expected
    for expected in "$here/$1".record.*; do
        [[ -e $expected ]] || continue
        diff -u "$expected" <(normal "$dir/record.${expected##*.}")
        cmp "$dir/record.${expected##*.}" "$dir/envelope.${expected##*.}"
    done
}

# one_mail [LINE...]: a transaction, then QUIT.
one_mail() {
    printf '%s\n' "EHLO mx.example.com" "MAIL FROM:<a@x.example>" \
        "RCPT TO:<bob@example.com>" DATA "Subject: hi" "" body . "$@"
}

# messages OPTIONS BYTES...: on one connection a message with each of these bytes, taken
# as a format of printf(1), and an end of data. What lies on descriptor 3 is in
# $dir/message.1 and on; there are as many messages as BYTES.
messages() {
    local options=() bytes count=$(($# - 1))
    read -ra options <<<"$1"
    shift
    rm -f "$dir"/message.*
    {
        printf 'EHLO mx\r\n'
        for bytes; do
            printf 'MAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\nDATA\r\n'
            # shellcheck disable=SC2059
            printf "$bytes"
            printf '\r\n.\r\n'
        done
        printf 'QUIT\r\n'
    } | timeout 20 "$here/connect.py" "${options[@]}" -- "$build/bin/smtp-in" \
        -c "$dir/conf.d" -- "$here/chain.py" "$dir" 2>"$dir/log" 3>&- 4>&- >"$dir/out"
    [[ $(grep -ac '^250 2.0.0 Ok: kept' "$dir/out") == "$count" ]] || show
    [[ -e $dir/message.$count && ! -e $dir/message.$((count + 1)) ]]
}

@test "a delivery with all parameters" {
    connect <"$here/delivery.in"
    check_transcript delivery
    diff -u <(printf 'Subject: hello\nTo: bob\n\nA line.\n.\n.dots\n\n') "$dir/message.1"
    [[ -e $dir/ended ]] || wait_until 5 test -e "$dir/ended"
}

@test "the same in packets of one byte, and replies of one byte from the chain" {
    connect --tcp --bytes -- bytes <"$here/delivery.in"
    sed -i 's/\[127\.0\.0\.1\]/localhost/' "$dir/out"
    diff -u "$here/delivery.out" "$dir/out" || show
    diff -u <(printf 'Subject: hello\nTo: bob\n\nA line.\n.\n.dots\n\n') "$dir/message.1"
}

@test "several transactions, RSET, EHLO and LHLO on one connection" {
    connect <"$here/several.in"
    check_transcript several
}

@test "commands out of order and with bad syntax" {
    connect <"$here/errors.in"
    check_transcript errors
    [[ ! -e $dir/record.1 ]]
    grep -q 'SMTP: 500 5.5.2 Error: bad syntax; smtp_resp: 250 ok' "$dir/log" || show
}

@test "a TCP connection tells its two ends" {
    one_mail QUIT | connect --tcp
    grep -q '^220 \[127.0.0.1\] ESMTP chainmail service ready' "$dir/out" || show
    grep -qE '^interface=\[127\.0\.0\.1\]:[0-9]+$' "$dir/record.1"
    grep -qx 'peer=127.0.0.1' "$dir/record.1"
}

@test "what the configuration switches off is skipped" {
    configure '@bypass_virus_checks_maps = (1);' '@bypass_spam_checks_maps = (1);'
    one_mail QUIT | connect
    grep -x skip=spam-score "$dir/record.1"
    grep -x skip=virus-check "$dir/record.1"
    configure '@bypass_virus_checks_maps = (\%bypass_virus_checks, 1);'
    one_mail QUIT | connect
    run grep skip "$dir/record.1"
    [[ $status == 1 ]]
}

@test "limits of the configuration" {
    configure '$smtpd_recipient_limit = 2;' '$smtpd_message_size_limit = 70000;' \
        "@smtpd_discard_ehlo_keywords = ('8BITMIME');"
    {
        printf '%s\n' 'EHLO mx' 'MAIL FROM:<a@x> SIZE=70001' 'RCPT TO:<b@y>' RSET \
            'MAIL FROM:<a@x>' 'RCPT TO:<b@y>' 'RCPT TO:<c@y>' 'RCPT TO:<d@y>' DATA
        yes 'a line of thirty octets......' | head -n 2300
        printf '%s\n' . 'LHLO mx' 'MAIL FROM:<a@x>' 'RCPT TO:<b@y>' 'RCPT TO:<c@y>' DATA
        yes 'a line of thirty octets......' | head -n 2300
        printf '%s\n' . 'MAIL FROM:<a@x>' 'RCPT TO:<b@y>' DATA ok . QUIT
    } | connect
    grep -vE '^250-|XFORWARD NAME|^250 2\.1\.' "$dir/out" >"$dir/some"
    diff -u - "$dir/some" <<'END'
220 localhost ESMTP chainmail service ready
552 5.3.4 Declared message size (70001 B) exceeds size limit for recipient <b@y>
250 2.0.0 Ok RSET
452 4.5.3 Too many recipients
354 End data with <CR><LF>.<CR><LF>
552 5.3.4 Message size (71300 B) exceeds size limit
354 End data with <CR><LF>.<CR><LF>
552 5.3.4 Message size (71300 B) exceeds size limit
552 5.3.4 Message size (71300 B) exceeds size limit
354 End data with <CR><LF>.<CR><LF>
250 2.0.0 Ok: kept (1)
221 2.0.0 localhost chainmail closing transmission channel
status 0
END
    [[ $(grep -c '^250-SIZE 70000$' "$dir/out") == 2 && $(grep -c '8BITMIME' "$dir/out") == 0 ]]
    grep -qx 'seq=1' "$dir/record.1"
    grep -q -- '-3$' <(head -n 1 "$dir/record.1")
    [[ $(<"$dir/message.1") == ok ]]
}

@test "a command line that is too long" {
    {
        echo "EHLO mx"
        printf 'NOOP %04089d\n' 0
        printf 'NOOP %04090d\n' 0
        printf 'NOOP %0200000d\n' 0
        echo QUIT
    } | connect
    [[ $(grep -c '^250 2.0.0 Ok NOOP' "$dir/out") == 1 ]] || show
    [[ $(grep -c '^500 5.5.2 Error: line too long' "$dir/out") == 2 ]] || show
    grep -q '^221 ' "$dir/out"
}

@test "the data ends at CR LF . CR LF and at nothing else" {
    local options i
    local shapes=('a\n.\nRSET' 'a\n.\r\nRSET' 'a\r\n.\nRSET' 'a\r.\rRSET' 'a\r.\r\nRSET'
        'a\r\n.\rRSET' 'a\r\r\n.\r\r\nRSET' 'a\r\n.\0\r\nRSET')
    local kept=('a\n.\nRSET\n' 'a\n.\nRSET\n' 'a\n\nRSET\n' 'a\r.\rRSET\n' 'a\r.\nRSET\n'
        'a\n\rRSET\n' 'a\r\n\r\nRSET\n' 'a\n\0\nRSET\n')
    for options in --tcp "--tcp --bytes"; do
        messages "$options" "${shapes[@]}"
        for i in "${!kept[@]}"; do
            # shellcheck disable=SC2059
            printf "${kept[i]}" | cmp - "$dir/message.$((i + 1))"
        done
    done
}

@test "line ends and dots as they lie on descriptor 3" {
    messages --tcp 'a\n.\r\nb\r\n.\nc\r\n.d\re\r\n..f\r\r\ng\0h'
    printf 'a\n.\nb\n\nc\nd\re\n.f\r\ng\0h\n' | cmp - "$dir/message.1"
    grep -x bare-cr=1 "$dir/record.1"
    grep -x nul=1 "$dir/record.1"
}

@test "a large message, of odd block sizes" {
    {
        printf '%s\n' "EHLO mx" "MAIL FROM:<a@x>" "RCPT TO:<b@y>" DATA
        seq 1 400000
        printf '%s\n' . QUIT
    } | connect --tcp
    seq 1 400000 | cmp - "$dir/message.1"
    grep -x "size=$((2688895 + 400000))" "$dir/record.1"
}

# --- the chain ---

# A message that gets 451, and after it nothing but QUIT and 421.
chain_fails() { # BEHAVIOUR TEXT
    rm -f "$dir"/record.*
    { one_mail; one_mail; } | connect -- "$1"
    grep -qE "^451 4\.5\.0 Error in processing, id=[0-9]+-01, chain FAILED: $2" "$dir/out" || show
    [[ $(last_reply) == "421 4.3.2 Service shutting down, closing channel" ]] || show
    [[ $(grep -c '^250 2.0.0' "$dir/out") == 0 ]] || show
    [[ ! -e $dir/record.2 ]]
    one_mail QUIT | connect -- "$1"
    [[ $(last_reply) == "221 2.0.0 localhost chainmail closing transmission channel" ]] || show
    grep -q '^status 0$' "$dir/out"
}

@test "a reply for another message is none" {
    chain_fails foreign-id 'a reply for another message, id=00000-01 seq=1'
    chain_fails foreign-seq 'a reply for another message, id=[0-9]+-01 seq=2'
}

@test "half a reply is none" {
    chain_fails half 'it ended without an answer'
}

@test "a chain that dies" {
    chain_fails end 'it ended without an answer'
}

@test "a reply that is no reply" {
    chain_fails garbage '.'
    chain_fails no-reply-text 'a reply record whose text is no SMTP reply'
    chain_fails misplaced 'a reply that does not begin with id and seq'
    chain_fails endless 'an answer without an end'
}

@test "a reply before the record" {
    chain_fails early '(an answer before the record was read|a reply for another message)'
}

@test "a chain that does not read" {
    {
        printf '%s\n' "EHLO mx" "MAIL FROM:<a@x>"
        for i in {1..1000}; do printf 'RCPT TO:<%0200d@y>\n' "$i"; done
        printf '%s\n' DATA a .
    } | connect -- deaf
    grep -q 'chain FAILED: write the record: Broken pipe' "$dir/out" || show
}

@test "the first of two replies counts, and nothing is sent behind it" {
    local behaviour
    for behaviour in twice more; do
        rm -f "$dir"/record.*
        { one_mail; one_mail QUIT; } | connect -- "$behaviour"
        [[ $(grep -c '^250 2.0.0 Ok: kept' "$dir/out") == 1 ]] || show
        [[ $(last_reply) == "421 4.3.2 Service shutting down, closing channel" ]] || show
        [[ ! -e $dir/record.2 ]]
    done
}

@test "LMTP needs a reply for each recipient, and 451 is said to each" {
    one_mail | sed 's/^EHLO/LHLO/; s/^RCPT.*/&\n&\n&/' | connect -- no-recipients
    [[ $(grep -cE '^451 4\.5\.0 .* a reply for 0 recipients of 3$' "$dir/out") == 3 ]] || show
    one_mail QUIT | connect -- no-recipients
    grep -q '^250 2.0.0 Ok: kept$' "$dir/out" || show
}

@test "a long reply is told in several lines" {
    one_mail QUIT | connect -- refuse
    [[ $(grep -c '^554-5.7.0 ' "$dir/out") == 1 ]] || show
    [[ $(grep -c '^554 5.7.0 ' "$dir/out") == 1 ]]
    ! grep -qE '.{511}' "$dir/out" || show
}

@test "a program that cannot be started" {
    printf '%s\n' "EHLO mx" "MAIL FROM:<a@x>" "RCPT TO:<b@y>" DATA a . QUIT |
        sed 's/$/\r/' | "$build/bin/smtp-in" -c "$dir/conf.d" "$dir/no-such-program" \
        >"$dir/out" 2>"$dir/log" 3>&- 4>&-
    grep -q '^451 4.5.0 Error in processing, id=.*, chain FAILED: ' "$dir/out" || show
    grep -q "run $dir/no-such-program: No such file or directory" "$dir/log" || show
}

@test "without a chain it says what to do" {
    run "$build/bin/smtp-in" -c "$dir/conf.d" </dev/null 6>&- 7>&-
    [[ $status == 100 ]]
    [[ $output == *"no chain: open descriptors 3 (message), 6 (reply) and 7 (records), or name the programs: smtp-in sh -c 'mime-split | "* ]]
}

@test "no program is started before the first MAIL" {
    printf '%s\n' "EHLO mx" QUIT | connect -- good
    [[ ! -e $dir/ended ]]
    grep -q '^221' "$dir/out"
}

@test "given descriptors, as under the supervisor" {
    mkdir "$dir/chain"
    connect --fds "$dir/chain" <"$here/several.in"
    diff -u "$here/several.out" "$dir/out" || show
    cmp "$dir/chain/record.2" "$dir/chain/envelope.2"
    wait_until 5 test -e "$dir/chain/ended"
}

@test "descriptor 5 is asked once, and waited for before the first record" {
    mkdir "$dir/chain"
    connect --fds "$dir/chain" --ask yes <"$here/several.in"
    diff -u "$here/several.out" "$dir/out" || show
    [[ $(<"$dir/chain/asked") == + ]]
    rm -r "$dir/chain" && mkdir "$dir/chain"
    { one_mail; echo QUIT; } | connect --fds "$dir/chain" --ask end
    grep -q 'chain FAILED: its programs cannot be had' "$dir/out" || show
    [[ ! -e $dir/chain/record.1 ]]
    configure '$child_timeout = 1;'
    one_mail QUIT | connect --fds "$dir/chain" --ask never
    grep -q 'chain FAILED: its programs were not there in time' "$dir/out" || show
    [[ ! -e $dir/chain/record.1 ]]
}

@test "without somebody to ask for the chain, MAIL is answered with 421" {
    mkdir "$dir/chain"
    one_mail QUIT | connect --fds "$dir/chain" --ask gone
    [[ $(last_reply) == "421 4.3.2 Service shutting down, closing channel" ]] || show
    ! grep -q '^250 2.1.0' "$dir/out" || show
}

@test "a message that cannot be stored gets 451, the next one may fit" {
    {
        one_mail
        one_mail QUIT | sed 's/^EHLO/LHLO/; s/^RCPT.*/&\n&/'
    } | sed 's/$/\r/' | "$build/bin/smtp-in" -c "$dir/conf.d" 2>"$dir/log" \
        3<>/dev/full 4>&- 6</dev/null 7>/dev/null | tr -d '\r' >"$dir/out"
    local text="451 4.5.0 Error in processing: write descriptor 3: No space left on device"
    [[ $(grep -cxF "$text" "$dir/out") == 3 ]] || show
    grep -q '^221' "$dir/out" || show
}

# --- the client ---

@test "a client that is gone ends it quietly" {
    printf '%s\n' "EHLO mx" "MAIL FROM:<a@x>" | connect --tcp --gone "Sender"
    [[ $(tail -n 1 "$dir/out") == "status 0" ]] || show
    grep -q '<6>.*connection ended inside a transaction: the client is gone' "$dir/log" || show
    ! grep -q '<[0-4]>' "$dir/log" || show
    printf '%s\n' "EHLO mx" "MAIL FROM:<a@x>" "RCPT TO:<b@y>" DATA "half a" | connect
    [[ $(tail -n 1 "$dir/out") == "status 0" ]] || show
    [[ ! -e $dir/record.1 ]]
}

@test "while the chain works: a client that is gone cuts the chain" {
    one_mail | sed 's/$/\r/' >"$dir/in"
    "$build/bin/smtp-in" -c "$dir/conf.d" "$here/chain.py" "$dir" silent \
        <"$dir/in" 2>"$dir/log" 3>&- 4>&- | {
        while IFS= read -r line && [[ $line != 354* ]]; do :; done
    }
    grep -q 'chain FAILED: the client is gone' "$dir/log" || show
}

@test "a client that says nothing is told so" {
    configure '$smtpd_timeout = 1;'
    echo "EHLO mx" | connect --tcp --hold
    [[ $(last_reply) == "421 4.3.2 Service shutting down, timed out waiting for the client" ]] || show
    printf '%s\n' "EHLO mx" "MAIL FROM:<a@x>" "RCPT TO:<b@y>" DATA half | connect --tcp --hold
    [[ $(last_reply) == "421 4.3.2 Service shutting down, timed out waiting for the client" ]] || show
    [[ ! -e $dir/record.1 ]]
}

@test "SIGTERM between messages: 421" {
    echo "EHLO mx" | connect --tcp --hold --stop XFORWARD
    [[ $(last_reply) == "421 4.3.2 Service shutting down, closing channel" ]] || show
    [[ $(tail -n 1 "$dir/out") == "status 0" ]]
}

@test "SIGTERM inside a message: its reply, then 421" {
    { one_mail; echo ---; one_mail; } | connect --tcp --hold --stop 354 -- slow
    grep -q '^250 2.0.0 Ok: kept' "$dir/out" || show
    [[ $(last_reply) == "421 4.3.2 Service shutting down, closing channel" ]] || show
    [[ $(tail -n 1 "$dir/out") == "status 0" ]]
}

@test "replies are there before more is read" {
    {
        printf '%s\n' "EHLO mx" --- "MAIL FROM:<a@x>" "RCPT TO:<b@y>" DATA --- "a" . --- QUIT
    } | connect --tcp --wait XFORWARD --wait 354 --wait kept
    grep -q '^221 ' "$dir/out" || show
}
