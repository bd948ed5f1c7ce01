// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What is said of mistakes: the exact place, the text, what to do.
#include "config_check.h"

using check::error;

TEST(unknown_names)
{
    CHECK_EQUAL(error("$max_servers = 1;\n $sa_tag_levl_deflt = 3;"),
                "50-user:2:2: unknown variable: <$sa_tag_levl_deflt>; did you mean "
                "$sa_tag_level_deflt?");
    CHECK_EQUAL(error("$local_domains_acl = 'a';"),
                "50-user:1:1: unknown variable: <$local_domains_acl>; there is a "
                "@local_domains_acl");
    CHECK_EQUAL(error("$policy_bnk{'X'} = {};"),
                "50-user:1:1: unknown variable: <%policy_bnk>; did you mean "
                "%policy_bank?");
    CHECK_EQUAL(
        error("$something_of_mine = 1;"),
        "50-user:1:1: unknown variable: <$something_of_mine>; a variable of your "
        "own is declared by `my $something_of_mine`");
    CHECK_EQUAL(
        error("$X_HEADER_LINE = \"a$nothing_like_it\";"),
        "50-user:1:20: unknown variable: <$nothing_like_it>; a variable of your "
        "own is declared by `my $nothing_like_it`");
    CHECK_EQUAL(
        error("$syslog_ident = \"a\nb@c.d\";"),
        "50-user:2:2: unknown variable: <@c>; a variable of your own is declared "
        "by `my @c`; for the character itself write \\@");
    CHECK_EQUAL(error("$final_spam_destiny = D_PAS;"),
                "50-user:1:23: unknown word: <D_PAS>; did you mean D_PASS?");
    CHECK_EQUAL(error("$do_syslog = Yes;"),
                "50-user:1:14: unknown word: <Yes>; yes is written 1");
    CHECK_EQUAL(error("$do_syslog = off;"),
                "50-user:1:14: unknown word: <off>; no is written 0");
    CHECK_EQUAL(error("$syslog_ident = amavis;"),
                "50-user:1:17: unknown word: <amavis>; a text stands in quotes");
    CHECK_EQUAL(error("frobnicate('a');"),
                "50-user:1:1: unknown function: <frobnicate('a');>; no Perl is run");
}

TEST(missing_ends)
{
    CHECK_EQUAL(
        error("$max_servers = 1\n$child_timeout = 2;"),
        "50-user:2:1: an operator or ; is expected: <$child_timeout = 2;>; is a "
        "`;` or `,` missing at the end of line 1?");
    CHECK_EQUAL(
        error("$syslog_ident = 'it;\n"),
        "50-user:1:17: this quotation does not end: <'it;>; it has no closing '");
    CHECK_EQUAL(
        error("@chain = qw(a\nb;\n"),
        "50-user:1:10: this quotation does not end: <qw(a>; it has no closing )");
    CHECK_EQUAL(error("@chain = ('a', 'b';"),
                "50-user:1:19: a comma or the ) of line 1 is expected: <;>");
    CHECK_EQUAL(
        error("@chain = ('a',\n 'b'\n 'c');"),
        "50-user:3:2: a comma or the ) of line 1 is expected: <'c');>; is a `;` or "
        "`,` missing at the end of line 2?");
    CHECK_EQUAL(error("@chain = ('a',\n"),
                "50-user:1:10: this bracket is not closed by )");
    CHECK_EQUAL(error("$max_servers ="),
                "50-user:1:15: a value is missing at the end of the file");
    CHECK_EQUAL(error("$max_servers = ;"), "50-user:1:16: a value is expected: <;>");
    CHECK_EQUAL(error("my %h; $h{a = 1;"),
                "50-user:1:11: unknown word: <a>; a text "
                "stands in quotes");
    CHECK_EQUAL(error("my %h; $h{'a' = 1;"),
                "50-user:1:11: nothing can be assigned to this: <'a'>");
    CHECK_EQUAL(error("}"), "50-user:1:1: this } closes nothing: <}>");
    CHECK_EQUAL(error("use strict"), "no error");
}

TEST(words_are_keys_of_hashes_only)
{
    CHECK_EQUAL(error("my @x; $x[k] = 1;"),
                "50-user:1:11: unknown word: <k>; a text stands in quotes");
}

TEST(things_that_do_nothing)
{
    CHECK_EQUAL(error("'text';"), "50-user:1:1: this statement does nothing: <'text'>");
    CHECK_EQUAL(error("$max_servers;"),
                "50-user:1:1: this statement does nothing: <$max_servers>");
    CHECK_EQUAL(error("$max_servers == 1;"),
                "50-user:1:1: this statement does nothing: <$max_servers == 1>");
    CHECK_EQUAL(error("'a' = 1;"),
                "50-user:1:1: nothing can be assigned to this: <'a'>");
    CHECK_EQUAL(error("$max_servers + 1 = 1;"),
                "50-user:1:1: nothing can be assigned to this: <$max_servers + 1>");
}

TEST(lists_in_the_wrong_place)
{
    CHECK_EQUAL(
        error("$inet_socket_port = (1, 2);"),
        "50-user:1:21: a list stands where one value is needed: <(1, 2)>; a list "
        "as a value is written [...]");
    CHECK_EQUAL(
        error("@chain = 'a', 'b';"),
        "50-user:1:13: an operator or ; is expected: <, 'b';>; a list stands in "
        "parentheses");
    CHECK_EQUAL(
        error("my %h = ('a', 1, 'b');"),
        "50-user:1:4: a key without a value: <%h>; a hash is pairs: KEY => VALUE, "
        "...");
    CHECK_EQUAL(error("my %h = ([] => 1);"),
                "50-user:1:4: a text is needed, and this is a list: <%h>");
    CHECK_EQUAL(error("$syslog_ident = 'a' . \\@chain;"),
                "50-user:1:23: a text is needed, and this is a reference: <\\@chain>");
    CHECK_EQUAL(error("my $x = []; $syslog_ident = \"a$x\";"),
                "50-user:1:31: a text is needed, and this is a list: <$x>");
}

TEST(wrong_numbers)
{
    CHECK_EQUAL(error("$max_servers = 10k;"),
                "50-user:1:16: this is no number: <10k>; a text stands in quotes");
    CHECK_EQUAL(
        error("$inet_socket_bind = 127.0.0.1;"),
        "50-user:1:21: this is no number: <127.0.0.1>; a text stands in quotes");
    CHECK_EQUAL(error("$max_servers = 0x;"), "50-user:1:16: this is no number: <0x>");
    CHECK_EQUAL(error("$max_servers = 089;"), "50-user:1:16: this is no number: <089>");
    CHECK_EQUAL(error("$max_servers = 1e999;"),
                "50-user:1:16: this is no number: <1e999>; a text stands in quotes");
    CHECK_EQUAL(error("$max_servers = 2 * 'x';"),
                "50-user:1:20: a number is needed, and this is a text: <'x'>");
    CHECK_EQUAL(error("$max_servers = 2 * undef;"),
                "50-user:1:20: a number is needed, and this is undef: <undef>");
    CHECK_EQUAL(error("$max_servers = 2 / 0;"),
                "50-user:1:16: division by zero: <2 / 0>");
    CHECK_EQUAL(error("$max_servers = 2 % 0.5;"),
                "50-user:1:16: division by zero: <2 % 0.5>");
    CHECK_EQUAL(error("$max_servers = 9**9**9;"),
                "50-user:1:16: the result is no number: <9**9**9>");
}

TEST(wrong_quotations)
{
    CHECK_EQUAL(error("$syslog_ident = \"a\\N\";"),
                "50-user:1:19: this escape is not supported: <\\N>; write \\\\ for a "
                "backslash");
    CHECK_EQUAL(error("$syslog_ident = \"\\x{110000}\";"),
                "50-user:1:18: this \\x names no character: <\\x{110000}>");
    CHECK_EQUAL(
        error("$syslog_ident = \"5$\";"),
        "50-user:1:19: no variable begins here: <$>; write \\$ for the character "
        "itself");
    CHECK_EQUAL(
        error("$syslog_ident = \"$$\";"),
        "50-user:1:18: no variable begins here: <$$>; write \\$ for the character "
        "itself");
    CHECK_EQUAL(error("$syslog_ident = \"$mydomain's\";"),
                "50-user:1:18: Perl reads this as a variable of another package: "
                "<$mydomain's>; write {mydomain} if the name is only mydomain");
    CHECK_EQUAL(error("$syslog_ident = \"$mydomain->{a}\";"),
                "50-user:1:18: there is no such part in a text: <$mydomain->{a}>");
    CHECK_EQUAL(error("my $x = qr/$mydomain[a]/;"),
                "50-user:1:12: a part of a variable cannot be taken here: "
                "<$mydomain[a]>; write ${mydomain} if all of it is meant");
    CHECK_EQUAL(
        error("my $x = qr/a/g;"),
        "50-user:1:14: unknown flags of a pattern: <g>; i, m, s and x are known");
    CHECK_EQUAL(error("my $b = 'a\\\\'; my $x = qr/$b/;"),
                "50-user:1:24: a pattern cannot end with a backslash: <qr/$b/>");
}

TEST(what_needs_perl)
{
    const auto refused = [](std::string_view text, std::string_view where) {
        const auto said = error(text);
        CHECK_EQUAL(said.substr(0, where.size()), where);
        CHECK(said.find("no Perl is run") != std::string::npos);
    };
    refused("my $x = sub { 1 };", "50-user:1:9: program code is not supported");
    refused("sub f { 1 }", "50-user:1:1: sub is not supported");
    refused("package A;", "50-user:1:1: package is not supported");
    refused("eval { 1 };", "50-user:1:1: eval is not supported");
    refused("my $x; $x =~ s/a/b/;", "50-user:1:11: the operator =~ is not supported");
    refused("if ('a' =~ /a/) { }", "50-user:1:9: the operator =~ is not supported");
    refused("&frobnicate(1);", "50-user:1:1: calling a function is not supported");
    refused("my $x = Amavis::Util::untaint('a');", "50-user:1:9: unknown function");
    refused("my $x = $h->method;", "50-user:1:13: a [ or { is expected after ->");
    refused("my $x = $0;", "50-user:1:9: this use of a variable is not supported");
    refused("use DBI;", "50-user:1:1: a module cannot be used here");
}

TEST(statements_that_are_written_another_way)
{
    CHECK_EQUAL(error("while (1) { }"),
                "50-user:1:1: while is not supported: <while (1) { }>; a loop over a "
                "list is written foreach");
    CHECK_EQUAL(
        error("do '/etc/x';"),
        "50-user:1:1: do is not supported: <do '/etc/x';>; another file is read "
        "by include_config_files('FILE')");
    CHECK_EQUAL(error("my $i = 1; $i++;"),
                "50-user:1:14: the operator ++ is not supported: <++;>");
    CHECK_EQUAL(error("my @x = sort { $b->{n} <=> $a->{n} } (1);"),
                "50-user:1:9: this order is not supported: <sort { $b->{n} <=> "
                "$a->{n} } (1);>; write sort LIST, or { $a <=> $b } for numbers");
    CHECK_EQUAL(
        error("my $x = <<'EOD';\na\nEOF\n"),
        "50-user:1:9: this here-document does not end: <<<'EOD'>; no later line "
        "is EOD");
    CHECK_EQUAL(error("my $r = \\%policy_bank; my @l = @{$r}{'a'};"),
                "50-user:1:32: this slice is not supported: <@{$r}{'a'};>");
}

TEST(references_have_to_fit)
{
    CHECK_EQUAL(error("my $x = 'a'; my @l = @$x;"),
                "50-user:1:22: this is no reference to a @: <@$x>");
    CHECK_EQUAL(error("my $x = 'a'; $x->{b} = 1;"),
                "50-user:1:14: a reference to a % is needed, and this is a text: "
                "<$x->{b}>");
    CHECK_EQUAL(error("my ($a, $b); $a = \\$b; $b = \\$a; my $c = $$a{x};"),
                "50-user:1:42: these references go round: <$$a{x}>");
    CHECK_EQUAL(error("my %h; $h{a}[1] = 1; $h{a}{b} = 1;"),
                "50-user:1:22: a reference to a % is needed, and this is a list: "
                "<$h{a}{b}>");
}

TEST(other_refusals)
{
    CHECK_EQUAL(
        error("my $x = `date`;"),
        "50-user:1:9: no command is run: <`date`>; `head -n 1 /etc/mailname` and "
        "`hostname --fqdn` are known");
    CHECK_EQUAL(
        error("push(1, 2);"),
        "50-user:1:1: push needs a list to add to: <push(1, 2)>; write push(@list, "
        "...)");
    CHECK_EQUAL(error("chomp('a');"), "50-user:1:7: chomp needs a variable: <'a'>");
    CHECK_EQUAL(error("my @x = (1); $x[-2] = 3;"),
                "50-user:1:14: there can be no such element: <$x[-2]>");
    CHECK_EQUAL(
        error("my $x = s/a/b/;"),
        "50-user:1:9: searching and replacing is not supported: <s/a/b/;>; no Perl "
        "is run; a pattern is qr/.../");
    CHECK_EQUAL(error("my 5;"), "50-user:1:4: my declares variables only: <5>");
    CHECK_EQUAL(error(std::string_view("$x\0", 3)),
                "50-user:1:1: a NUL byte: this is no configuration file");
}

TEST(places_count_bytes_from_one_also_within_quotations)
{
    CHECK_EQUAL(error("\n\n   $syslog_ident = 'a\n' . \"b\nc$q\";").substr(0, 14),
                "50-user:5:2: u");
    CHECK_EQUAL(error("# line 70 \"/etc/x\"\n\n$q = 1;").substr(0, 14),
                "/etc/x:71:1: u");
}

TEST(a_long_text_is_cut)
{
    const auto said = error("$max_servers = x" + std::string(500, 'y') + "; # z\n");
    CHECK(said.size() < 200);
    CHECK(said.find("yyy...>") != std::string::npos);
}
