#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# smtp-out adds disclaimers: from which files, and what happens without them.

# shellcheck disable=SC2154 # the variables of smtp-out.bash
bats_require_minimum_version 1.5.0
load ../lib/common
load smtp-out

# disclaimers [SETTING...]: what is to be added, in a file.
disclaimers() {
    printf 'We are Gr\303\274n.\n' >"$work/green.txt"
    printf '<p>Gr\303\274n</p>\n' >"$work/green.html"
    printf '%s\n' "@altermime_args_disclaimer = ('--disclaimer=$work/_OPTION_.txt', '--disclaimer-html=$work/_OPTION_.html');" \
        "${@-\$allow_disclaimers = 1;}" >>"$work/conf/50-user"
    sink
    pass_to john@example.com
    plan+=("copy.1.alter=--disclaimer=$work/green.txt" "copy.1.alter=--disclaimer-html=$work/green.html")
}

@test "a disclaimer is added from a file" {
    disclaimers
    mail 'From: a@example.com\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nx\n'
    deliver
    is_like "$reply" "250 2.0.0 *"
    tail -n 2 "$work/sink/000001.eml" | tr -d '\r' | cmp - <(printf 'x\nWe are Gr=FCn.\n')
}

@test "a disclaimer that only a policy bank allows" {
    disclaimers "\$policy_bank{'MYNETS'} = { allow_disclaimers => 1 };"
    mail 'From: a@example.com\nContent-Type: text/html\n\nx</body>\n'
    deliver
    is_like "$reply" "250 2.0.0 *"
    grep -q 'Gr&#252;n' "$work/sink/000001.eml"
}

@test "without its file a disclaimer is left out, and the mail goes" {
    disclaimers
    rm "$work/green.txt"
    deliver
    is_like "$reply" "250 2.0.0 *"
    [[ $(<"$work/log") == *"(01234-01) (!)mangling by altermime failed: no file $work/green.txt was there when chainmail was started or last reloaded, mail will pass unmodified"* ]]
    tail -n 2 "$work/sink/000001.eml" | tr -d '\r' | cmp - <(printf 'first\n.second\n')
}

@test "options of altermime that are not known are told at the start, the mail goes" {
    disclaimers
    echo '@altermime_args_disclaimer = ("--removeall");' >>"$work/conf/50-user"
    plan[-1]=copy.1.alter=--removeall
    deliver
    is_like "$reply" "250 2.0.0 *"
    [[ $(<"$work/log") == *"no disclaimers by @altermime_args_disclaimer: option --removeall is not known here"* ]]
    [[ $(<"$work/log") == *"mangling by altermime failed: option --removeall is not known here, mail will pass unmodified"* ]]
}
