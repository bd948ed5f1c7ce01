#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# smtp-out keeps mail: where, in which form, and that nothing is lost or half.

bats_require_minimum_version 1.5.0
load ../lib/common
load smtp-out

# keep [LINE...]: a quarantine in $work/q, and what policy wants kept there.
keep() {
    mkdir -p "$work/q"
    printf '%s\n' "\$QUARANTINEDIR = '$work/q';" "$@" >>"$work/conf/50-user"
    kept=(quarantine.1.via=local:spam-%25m quarantine.1.to=spam-quarantine
        quarantine.1.from= quarantine.1.quarantined=1
        'quarantine.1.insert=X-Envelope-From: <joan@example.net>'
        'quarantine.1.insert=X-Quarantine-ID: <7vykgLjHGVrk>')
}

# discard: nobody gets the mail.
discard() {
    envelope=(rcpt.1.addr=john@example.com)
    plan=(rcpt.1.local=1 rcpt.1.destiny=discard
        'rcpt.1.reply=250 2.7.0 Ok, discarded, id=01234-01 - spam' "${kept[@]}")
}

kept_mail() {
    printf 'Return-Path: <>\nDelivered-To: spam-quarantine\nX-Envelope-From: <joan@example.net>\nX-Quarantine-ID: <7vykgLjHGVrk>\n'
    cat "$work/mail"
}

@test "a file: fields on top, the rest as it came, mode 0640" {
    keep
    mail 'From: a\rb\nRETURN-PATH: <old@x>\n folded\n \t\nSubject: x\n\nbody\r\nFrom here\nno end'
    discard
    deliver
    is "$reply" "250 2.7.0 Ok, discarded, id=01234-01 - spam"
    { printf 'Return-Path: <>\nDelivered-To: spam-quarantine\n'
        printf 'X-Envelope-From: <joan@example.net>\nX-Quarantine-ID: <7vykgLjHGVrk>\n'
        printf 'From: a\rb\nSubject: x\n\nbody\r\nFrom here\nno end'; } |
        cmp - "$work/q/spam-7vykgLjHGVrk"
    is "$(stat -c %a "$work/q/spam-7vykgLjHGVrk")" 640
    is "$(find "$work/q" -type f | wc -l)" 1
    is_like "$(grep Blocked "$work/log")" '*{DiscardedInbound,Quarantined}*> -> <john@example.com>, quarantine: spam-7vykgLjHGVrk, *'
}

@test "gzip, subdirectories and names" {
    keep '$quarantine_subdir_levels = 1;'
    kept[0]='quarantine.1.via=local:s-%25n-%25%25-%25m.gz'
    discard
    deliver
    gzip -dc "$work/q/7/s-01234-01-%-7vykgLjHGVrk.gz" | cmp - <(kept_mail)
    is "$(stat -c %a "$work/q/7")" 750
    grep -q ', quarantine: 7/s-01234-01-%-7vykgLjHGVrk.gz, ' "$work/log"
}

@test "aliases: a directory with names of its own, a mailbox, nowhere" {
    mkdir -p "$work/q/dir"
    keep "%local_delivery_aliases = ('dir' => ['$work/q/dir', 'x-%m'], 'box' => '$work/q/box', 'off' => undef);"
    kept+=(quarantine.1.to=dir quarantine.1.to=box quarantine.1.to=off)
    mail 'Subject: x\n\nFrom here\n>From there\nfrom\nlast'
    discard
    TZ=UTC deliver
    cmp <(tail -n +3 "$work/q/dir/x-7vykgLjHGVrk") <(tail -n +3 "$work/q/spam-7vykgLjHGVrk")
    grep -qx 'Delivered-To: dir' "$work/q/dir/x-7vykgLjHGVrk"
    head -n 1 "$work/q/box" | grep -qE '^From MAILER-DAEMON [A-Z][a-z]{2} [A-Z][a-z]{2} [ 0-9]{2} [0-9:]{8} [0-9]{4}$'
    is "$(tail -n 6 "$work/q/box" | cat -A)" $'$\n>From here$\n>>From there$\nfrom$\nlast$\n$'
    # A second mail is appended, even behind one that a crash cut off.
    printf 'cut' >>"$work/q/box"
    rm "$work/q/spam-7vykgLjHGVrk" "$work/q/dir/x-7vykgLjHGVrk"
    deliver
    is "$(grep -c '^From ' "$work/q/box")" 2
    is "$(grep -A2 cut "$work/q/box" | cut -c1-5)" $'cut\n\nFrom '
}

@test "by mail, before the mail itself is delivered" {
    sink
    keep
    pass_to john@example.com
    plan+=("quarantine.1.via=$via" quarantine.1.to=keeper@example.com
        quarantine.1.from=joan@example.net 'quarantine.1.insert=X-Quarantine-ID: <7vykgLjHGVrk>'
        quarantine.1.archived=1)
    deliver
    is "$(state 1)" delivered
    { printf 'X-Quarantine-ID: <7vykgLjHGVrk>\n' && cat "$work/mail"; } | cmp - "$work/sink/000001.eml"
    cmp "$work/mail" "$work/sink/000002.eml"
    said 'RCPT TO:<keeper@example.com> NOTIFY=NEVER'
    is_like "$(grep Passed "$work/log")" '*{RelayedInbound,Archived}*, quarantine: keeper@example.com, *'
}

# refused TEXT: the mail is deferred, nothing is kept or delivered, the log says why.
refused() {
    is_like "$reply" "451 4.5.0 Error in processing, id=01234-01, quar+notif FAILED: temporarily unable to quarantine: *$1*"
    is "$(state 1)" deferred
    grep -qF "(01234-01) temporarily unable to quarantine: " "$work/log"
    is "$(find "$work/q" -type f -name '*7vykgLjHGVrk*' 2>/dev/null | wc -l)" 0
    is "$(delivered)" 0
}

@test "a quarantine that cannot be written defers the mail: missing, a name that is taken, a mailbox that is a program" {
    sink
    keep
    pass_to john@example.com
    plan+=("${kept[@]}")
    rmdir "$work/q"
    deliver
    refused "\$QUARANTINEDIR $work/q is not there"
    grep -q "quarantine: no directory $work/q" "$work/log"
    mkdir -p "$work/q/spam-7vykgLjHGVrk"
    deliver
    is_like "$reply" '451 4.5.0 *File exists*'
    rmdir "$work/q/spam-7vykgLjHGVrk"
    printf '#!/bin/sh\n' >"$work/q/box"
    chmod 755 "$work/q/box"
    echo "%local_delivery_aliases = ('box' => '$work/q/box');" >>"$work/conf/50-user"
    plan+=(quarantine.1.to=box)
    deliver
    # What was kept already is gone again.
    refused "$work/q/box is executable"
    is "$(cat "$work/q/box")" '#!/bin/sh'
}

@test "a full disk defers the mail and leaves nothing half" {
    ((EUID == 0)) || skip "needs root to mount a small tmpfs"
    keep
    mount -t tmpfs -o size=64k tmpfs "$work/q" || skip "cannot mount"
    head -c 200000 /dev/urandom | base64 >>"$work/mail"
    length=$(stat -c %s "$work/mail")
    size=$((length + $(wc -l <"$work/mail")))
    discard
    deliver || status=$?
    left=$(find "$work/q" -type f | wc -l)
    plan+=(quarantine.1.to=archive-mbox)
    plan=("${plan[@]/quarantine.1.to=spam-quarantine/quarantine.1.to=archive-mbox}")
    first=$reply
    deliver || status=$?
    boxed=$(find "$work/q" -type f -size +0 | wc -l)
    umount "$work/q"
    is_like "$first" '451 4.5.0 *No space left on device*'
    is "$left" 0
    is_like "$reply" '451 4.5.0 *No space left on device*'
    is "$boxed" 0
}

# No byte of the mailbox, of a file or of a Maildir stays.
@test "a file that may not grow defers the mail and leaves nothing half" {
    local form place
    head -c 200000 /dev/urandom | base64 >>"$work/mail"
    length=$(stat -c %s "$work/mail")
    size=$((length + $(wc -l <"$work/mail")))
    keep
    echo "\$forward_method = 'maildir:$work/box';" >>"$work/conf/50-user"
    for place in spam-quarantine archive-mbox; do
        for form in spam-%25m spam-%25m.gz; do
            kept[0]=quarantine.1.via=local:$form kept[1]=quarantine.1.to=$place
            discard
            (ulimit -f 100; deliver) || true
            is_like "$(<"$work/reply")" '*reply=451 4.5.0 *File too large*'
            is "$(find "$work/q" -type f -size +0)" ""
        done
    done
    via=maildir:$work/box
    pass_to john@example.com mary@example.com
    (ulimit -f 100; deliver) || true
    is_like "$(<"$work/reply")" '*reply=451 4.5.0 *storing*File too large*'
    grep -q '(01234-01) .*File too large' "$work/log"
    is "$(find "$work/box" -type f)" ""
}

@test "a mailbox that was cut off is ended before the next mail" {
    local cut
    keep
    kept[1]=quarantine.1.to=archive-mbox
    discard
    for cut in 'From x\nhalf' 'From x\nhalf\n' 'From x\nwhole\n\n'; do
        # shellcheck disable=SC2059
        printf "$cut" >"$work/q/archive.mbox"
        deliver
        is "$(grep -c '^From ' "$work/q/archive.mbox")" 2
        is "$(grep -B1 '^From <\?MAILER' "$work/q/archive.mbox" | head -n 1)" ""
    done
}

@test "a mail that comes again is not kept twice" {
    sink
    keep
    pass_to john@example.com
    plan+=("${kept[@]}")
    kill "$sink"
    wait "$sink" || true
    sink=
    deliver
    is_like "$reply" '451 4.5.0 *'
    is "$(find "$work/q" -type f | wc -l)" 0
    run ! grep -q 'quarantine: ' "$work/log"
}

@test "a name that leads elsewhere is refused" {
    keep
    kept[0]='quarantine.1.via=local:../%25m'
    discard
    deliver
    refused 'is no name for a file'
    [ ! -e "$work/7vykgLjHGVrk" ]
}

@test "the digest of the body in a name, by the algorithm that is set" {
    keep
    kept[0]=quarantine.1.via=local:spam-%25b-%25n
    discard
    deliver
    cmp <(kept_mail) "$work/q/spam-$(printf 'first\n.second\n' | md5sum | cut -c1-32)-01234-01"
    echo '$mail_digest_algorithm = "SHA-256";' >>"$work/conf/50-user"
    deliver
    cmp <(kept_mail) "$work/q/spam-$(printf 'first\n.second\n' | sha256sum | cut -c1-64)-01234-01"
    echo '$mail_digest_algorithm = "SHA-9";' >>"$work/conf/50-user"
    run ! deliver
    [[ $(<"$work/log") == *'$mail_digest_algorithm'*SHA-512* ]]
}
