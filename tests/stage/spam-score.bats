#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# spam-score(8): rules of our own, then the installed ones.
bats_require_minimum_version 1.5.0

load ../lib/common
load contract.bash

setup() {
    contract_setup
}

# score: the stage over $work/message; the answer is in $output.
score() {
    length=$(stat -c %s "$work/message")
    header=$(sed '/^$/q' "$work/message" | head -n -1 | wc -c)
    run -0 bash -c "{ cat '$work/record'; } | '$bin/spam-score' -c '$work/conf.d' 3<'$work/message' 4<>'$work/parts' 2>'$work/log'"
}

with_record() {
    length=$(stat -c %s "$work/message")
    header=$(sed '/^$/q' "$work/message" | head -n -1 | wc -c)
    { record 1; echo; } >"$work/record"
}

@test "tests that hit are named with their scores, and summed" {
    cat >"$work/rules/20_more.cf" <<'END'
header SUBJECT_HI Subject =~ /^hi$/
score SUBJECT_HI 0.25
uri __A_URI /example/
meta BOTH WORD && SUBJECT_HI && !__A_URI
score BOTH -0.5
header NO_HIT Subject =~ /nothing/
END
    with_record
    score
    [[ $output == *"spam.score=1.25"* ]]
    [[ $output == *$'spam.test=BOTH\t-0.5\nspam.test=SUBJECT_HI\t0.25\nspam.test=WORD\t1.5'* ]]
    [[ $output == *"spam.autolearn=no"* ]]
    [[ $output == *"spam-score.status=ok"* ]]
    [[ $output != *NO_HIT* && $output != *__A_URI* ]]
}

@test "a mistake in a rule is told with file and line, and the others are run" {
    printf 'body BROKEN /(/\nscore BROKEN 1\n' >"$work/rules/20_broken.cf"
    with_record
    score
    [[ $output == *"spam.score=1.5"* ]]
    grep -q '20_broken.cf:1' "$work/log"
    run ! "$bin/spam-score" -c "$work/conf.d" --lint
    [[ $output == *20_broken.cf:1* ]]
}

@test "a rule that cannot be run is listed, and so is what depends on it" {
    printf 'header ASKS eval:no_such_function()\nmeta DEPENDS !ASKS\nscore DEPENDS 1\n' >"$work/rules/20_eval.cf"
    with_record
    score
    [[ $output != *DEPENDS* ]]
    run "$bin/spam-score" -c "$work/conf.d" --lint
    [[ $output == *ASKS* && $output == *DEPENDS* && $output == *20_eval.cf:1* ]]
}

@test "no rules at all: what to do" {
    echo "\$sa_configpath = \$sa_siteconfigpath = '$work/nothing';" >"$work/conf.d/60-none"
    with_record
    run -100 "$bin/spam-score" -c "$work/conf.d" </dev/null
    [[ $output == *"$work/nothing: no SpamAssassin rules here"* ]]
}

@test "files on the command line: one line each" {
    cp "$work/message" "$work/second"
    run -0 "$bin/spam-score" -c "$work/conf.d" --tsv "$work/message" "$work/second"
    [[ $output == "$work/message"$'\t1.500\tWORD\n'"$work/second"$'\t1.500\tWORD' ]]
}

@test "the installed rules give GTUBE 1000 points" {
    [[ -e /usr/share/spamassassin/20_body_tests.cf ]] || skip "SpamAssassin's rules are not installed"
    rm "$work/conf.d/50-user"
    printf "\$TEMPBASE = '%s';\n\$myhostname = 'filter.example.com';\n" "$work/tmp" >"$work/conf.d/50-user"
    spam_mail >"$work/message"
    with_record
    score
    [[ $output == *$'spam.test=GTUBE\t1000'* ]]
}

@test "the answers on real mail are SpamAssassin's" {
    local corpus=$root/../shared/corpus
    [[ -d $corpus ]] || skip "there is no ../shared/corpus"
    [[ -e /usr/share/spamassassin/20_body_tests.cf ]] || skip "SpamAssassin's rules are not installed"
    printf "\$TEMPBASE = '%s';\n\$myhostname = 'filter.example.com';\n" "$work/tmp" >"$work/conf.d/50-user"
    cd "$corpus"
    "$bin/spam-score" -c "$work/conf.d" --tsv --subtests */*.eml | LC_ALL=C sort >"$work/ours"
    LC_ALL=C sort spamassassin-4.0.1-local.tsv | diff - "$work/ours" >"$work/diff" || {
        head -n 5 "$work/diff" | cut -c1-300
        # Three in a thousand may be one of the original's own accidents.
        (($(grep -c '^<' "$work/diff") <= 3))
    }
}
