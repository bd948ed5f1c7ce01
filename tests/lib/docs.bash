# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# shellcheck shell=bash
# The examples of README.md and of the manual, taken out of the text, and a directory to
# try them in. Needs common.bash.
#
# A block is a literal display of a page (.Bd -literal, .Dl) or a fenced one of README.md.
# Its kind is seen by its first line; README says `sh` and `text` behind the fence:
#   sh        commands: lines that begin with "$ " or "# "
#   text      lines that the commands of the block before print, among others
#   master, main, map          of Postfix
#   settings, dsn              of chainmail
#   record    of chainmail-record(5)
#   other     nothing to try

: "${build:?load common.bash first}" "${root:?}"

pages() { (cd "$root" && echo README.md man/*.[1-9]); }

# blocks PAGE: its lines as "NUMBER<TAB>TAG<TAB>LINE", without the marks of mdoc(7).
blocks() {
    case $1 in
    *.md)
        awk '/^ *```/ { if (inside) { inside = 0; next }
                 inside = ++n; match($0, /^ */); margin = RLENGTH
                 tag = substr($0, margin + 4); next }
             inside { print n "\t" tag "\t" substr($0, margin + 1) }' "$root/$1"
        ;;
    *)
        awk '/^\.Bd -literal/ { inside = ++n; next }
             /^\.Ed/ { inside = 0 }
             inside { print n "\t\t" $0 }
             sub(/^\.Dl /, "") { print ++n "\t\t" $0 }' "$root/$1" |
            sed -e 's/\\(dq/"/g' -e 's/\\&//g' -e 's/\\e/\\/g'
        ;;
    esac
}

kind_of() { # TAG FIRST-LINE
    [[ -z $1 ]] || { echo "$1" && return; }
    case $2 in
    "# line "*) echo other ;;
    "$ "* | "# "*) echo sh ;;
    id=* | question=*) echo record ;;
    "["*DBI:*) echo dsn ;;
    [\$@%][a-zA-Z_]* | "use strict"*) echo settings ;;
    *" FILTER "*) echo map ;;
    *" unix "*" n "* | *" inet n "*) echo master ;;
    [a-z_]*" = "*) [[ $2 == *\"* ]] && echo other || echo main ;;
    *) echo other ;;
    esac
}

# take_out PAGE DIRECTORY: each block as DIRECTORY/NUMBER.KIND; commands without prompts.
take_out() {
    local number tag line file last='' kind=''
    mkdir -p "$2"
    while IFS= read -r line; do
        number=${line%%$'\t'*} line=${line#*$'\t'}
        tag=${line%%$'\t'*} line=${line#*$'\t'}
        [[ $number == "$last" ]] || kind=$(kind_of "$tag" "$line")
        last=$number
        [[ $kind != sh || -n $tag ]] || line=${line#[\$#] }
        printf -v file '%s/%02d.%s' "$2" "$number" "$kind"
        printf '%s\n' "$line" >>"$file"
    done < <(blocks "$1")
}

# first_lines KIND: every block of that kind of all pages, as "PAGE: FIRST LINE".
first_lines() {
    local page number tag line last
    for page in $(pages); do
        last=
        while IFS= read -r line; do
            number=${line%%$'\t'*} line=${line#*$'\t'}
            tag=${line%%$'\t'*} line=${line#*$'\t'}
            [[ $number != "$last" ]] || continue
            last=$number
            [[ $(kind_of "$tag" "$line") != "$1" ]] || printf '%s: %s\n' "$page" "$line"
        done < <(blocks "$page")
    done
}

# What would change the machine, begins a line like this; tests/docs.bats says why.
not_run='^(make|tools/install-packages|adduser|install -d|postfix|postqueue|postsuper)( |$)'

# sandbox DIRECTORY: what the examples find there. build/bin holds the programs with
# README's own 50-user in place of this machine's configuration.
sandbox() {
    sandbox=$1
    mkdir -p "$sandbox"/{conf.d,rules,tmp,mail,no-database,build/bin,postfix,blocks}
    take_out README.md "$sandbox/blocks"
    cat "$sandbox"/blocks/*.settings >"$sandbox/conf.d/50-user"
    cat >"$sandbox/conf.d/60-sandbox" <<END
\$daemon_user = \$daemon_group = undef;
\$TEMPBASE = '$sandbox/tmp';
\$forward_method = 'maildir:$sandbox/Maildir';
\$inet_socket_port = $(free_port);
\$inet_socket_bind = '127.0.0.1';
\$clamav_database_dir = '$sandbox/no-database';
\$sa_configpath = \$sa_siteconfigpath = '$sandbox/rules';
END
    printf 'body WORD /word/\nscore WORD 1.5\n' >"$sandbox/rules/10_test.cf"
    cp "$root"/tests/lib/docs-shim "$sandbox/build/bin/chainmail"
    local program
    for program in "$build"/bin/*; do
        [[ $program == */chainmail ]] ||
            ln -s chainmail "$sandbox/build/bin/$(basename "$program")"
    done
    printf '#!/bin/sh\n! type /usr/sbin/postconf >/dev/null || exec /usr/sbin/postconf -c %s "$@"\n' \
        "$sandbox/postfix" >"$sandbox/build/bin/postconf"
    chmod +x "$sandbox"/build/bin/{chainmail,postconf}
    : >"$sandbox/postfix/main.cf"
    : >"$sandbox/postfix/master.cf"
    sandbox_mail
}

# A message of 44 bytes, as chainmail-record(5) has it, and what the chain says of it.
sandbox_mail() {
    printf 'Subject: the minutes of a Monday\n\nsome word\n' >"$sandbox/message.eml"
    cp "$sandbox/message.eml" "$sandbox/mail/1.eml"
    blocks man/chainmail-record.5 | sed -n 's/^[0-9]*\t\t//p' | sed -n '/^id=/,$p' |
        grep -v '^\(part\|mime-split\)' >"$sandbox/envelope"
    (
        cd "$sandbox" && export PATH=$sandbox/build/bin:$PATH sandbox build || exit
        { mime-split <envelope | virus-check | spam-score | policy; } \
            3<message.eml 4<>parts >record 2>record.log
    )
    grep -qx 'policy.status=ok' "$sandbox/record" || { cat "$sandbox/record.log" && return 1; }
}

# try_commands PAGE: runs its commands, block by block.
try_commands() {
    local dir=$sandbox/try file output
    take_out "$1" "$dir"
    for file in "$dir"/*.sh; do
        [[ -e $file ]] || continue
        grep -Ev "$not_run" "$file" >"$sandbox/script" || continue
        output=$(
            cd "$sandbox" && export PATH=$sandbox/build/bin:$PATH sandbox build || exit
            timeout 60 bash -e -o pipefail script </dev/null 2>&1 3>&-
        ) || { cat "$file" && echo "failed: $output" && return 1; }
        shows "$output" "$dir/$(next "$file").text" || return
    done
}

next() { printf %02d $((10#$(basename "$1" .sh) + 1)); }

# shows OUTPUT FILE: OUTPUT has the lines of FILE in their order; "..." stands for anything.
shows() {
    [[ -e $2 ]] || return 0
    local line want
    exec {wanted}<"$2"
    IFS= read -r -u "$wanted" want || return
    while IFS= read -r line; do
        # shellcheck disable=SC2053 # a pattern
        [[ ${line%$'\r'} == $(as_pattern "$want") ]] || continue
        IFS= read -r -u "$wanted" want || { exec {wanted}<&- && return; }
    done <<<"$1"
    exec {wanted}<&-
    printf 'not printed: %s\nbut:\n%s\n' "$want" "$1"
    return 1
}

as_pattern() {
    local quoted
    quoted=$(sed 's/[][\\*?()|]/\\&/g' <<<"$1")
    echo "${quoted//.../*}"
}
