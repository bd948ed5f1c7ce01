// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What each construct of the language means.
#include "config_check.h"

using namespace check;

TEST(numbers)
{
    CHECK_EQUAL(text(x("$x = 12;")), "12");
    CHECK_EQUAL(text(x("$x = -999;")), "-999");
    CHECK_EQUAL(text(x("$x = 2.0;")), "2");
    CHECK_EQUAL(text(x("$x = '2.0';")), "2.0");
    CHECK_EQUAL(text(x("$x = 1_000;")), "1000");
    CHECK_EQUAL(text(x("$x = .5;")), "0.5");
    CHECK_EQUAL(text(x("$x = 5.;")), "5");
    CHECK_EQUAL(text(x("$x = 1e3;")), "1000");
    CHECK_EQUAL(text(x("$x = 1.5E-3;")), "0.0015");
    CHECK_EQUAL(text(x("$x = 0x1F;")), "31");
    CHECK_EQUAL(text(x("$x = 0b101;")), "5");
    CHECK_EQUAL(text(x("$x = 0750;")), "488");
}

TEST(single_quotes_keep_all_but_two_escapes)
{
    CHECK_EQUAL(text(x(R"($x = 'it\'s \\ \n $y @z';)")), R"(it's \ \n $y @z)");
    CHECK_EQUAL(text(x("$x = 'two\nlines';")), "two\nlines");
    CHECK_EQUAL(text(x("$x = q{a{b}c\\}};")), "a{b}c}");
    CHECK_EQUAL(text(x("$x = q (a\\)b);")), "a)b");
    CHECK_EQUAL(text(x("$x = q#a'b#;")), "a'b");
}

TEST(double_quotes_know_escapes)
{
    CHECK_EQUAL(text(x(R"($x = "a\tb\n\\\"\$\@\x41\x{e4}\x{263A}\101\0";)")),
                std::string("a\tb\n\\\"$@A\xe4\xe2\x98\xba") + "A" + '\0');
    CHECK_EQUAL(text(x(R"($x = "a\.b\-c";)")), "a.b-c");
    CHECK_EQUAL(text(x("$x = qq|a\\|b|;")), "a|b");
}

TEST(double_quotes_hold_variables)
{
    const std::string y =
        "my $y = 'v'; my @y = (1, 2); my %y = (k => 'w', 'v' => 'u');";
    CHECK_EQUAL(text(x(y + R"($x = "<$y>";)")), "<v>");
    CHECK_EQUAL(text(x(y + R"($x = "<${y}z>";)")), "<vz>");
    CHECK_EQUAL(text(x(y + R"($x = "<${ y }[0]>";)")), "<v[0]>");
    CHECK_EQUAL(text(x(y + R"($x = "<@y>";)")), "<1 2>");
    CHECK_EQUAL(text(x(y + R"($x = "<@{y}>";)")), "<1 2>");
    CHECK_EQUAL(text(x(y + R"($x = "<$y{k}$y{'k'}$y{$y}>";)")), "<wwu>");
    CHECK_EQUAL(text(x(y + R"($x = "<$y[1] $y[-2] $y[9]>";)")), "<2 1 >");
    CHECK_EQUAL(text(x(y + R"($x = "$y-%m $y: $y->x $y.";)")), "v-%m v: v->x v.");
    CHECK_EQUAL(text(x(R"($x = "a@ b @) @";)")), "a@ b @) @");
    CHECK_EQUAL(text(x(R"($x = "postmaster\@$mydomain";)")), "postmaster@example.com");
    CHECK_EQUAL(text(x("$x = \"a$x\";")), "a");
}

TEST(undef_is_neither_empty_nor_zero)
{
    CHECK(x("$x = 1; $x = undef;").is_undef());
    CHECK(!x("$x = '';").is_undef());
    CHECK(!x("$x = 0;").is_undef());
    CHECK(x("$x = undef();").is_undef());
    CHECK(x("$x = ();").is_undef());
}

TEST(constants_are_numbers)
{
    CHECK_EQUAL(row(xs("@x = (D_PASS, D_DISCARD, D_BOUNCE, D_REJECT, D_TEMPFAIL);")),
                "1|0|-2|-3|-4|");
    CHECK_EQUAL(row(xs("@x = (CC_CATCHALL, CC_CLEAN, CC_MTA, CC_OVERSIZED, CC_BADH, "
                       "CC_SPAMMY, CC_SPAM, CC_UNCHECKED, CC_BANNED, CC_VIRUS);")),
                "0|1|2|3|4|5|6|7|8|9|");
}

TEST(constants_as_keys)
{
    const auto h =
        settings("my %h; $h{+CC_SPAM} = D_PASS; $h{CC_SPAM} = 2; "
                 "$h{CC_BADH.\",3\"} = 3; my %i = (CC_SPAM, 1, CC_SPAM => 2);");
    const Hash& hash = *h.scalar("%h").get<Hash>();
    CHECK_EQUAL(hash.size(), 3U);
    CHECK_EQUAL(text(hash.at("6")), "1");
    CHECK_EQUAL(text(hash.at("CC_SPAM")), "2");
    CHECK_EQUAL(text(hash.at("4,3")), "3");
    CHECK_EQUAL(text(h.scalar("%i").get<Hash>()->at("6")), "1");
    CHECK_EQUAL(text(h.scalar("%i").get<Hash>()->at("CC_SPAM")), "2");
}

TEST(lists_flatten)
{
    CHECK_EQUAL(row(xs("@x = ('a', \"b.$mydomain\", 1);")), "a|b.example.com|1|");
    CHECK_EQUAL(row(xs("@x = ((1, (2)), (), 3,);")), "1|2|3|");
    CHECK_EQUAL(row(xs("@x = (1,,2);")), "1|2|");
    CHECK_EQUAL(row(xs("my @y = (1, 2); @x = (@y, 3, @y);")), "1|2|3|1|2|");
    CHECK_EQUAL(row(xs("my %y = (b => 2, a => 1); @x = %y;")), "a|1|b|2|");
    CHECK_EQUAL(row(xs("@x = 1;")), "1|");
    CHECK_EQUAL(row(xs("@x = (1); @x = (@x, 'x');")), "1|x|");
    CHECK_EQUAL(text(x("my @y = (5, 6, 7); $x = @y;")), "3");
}

TEST(qw_splits_at_white_space)
{
    CHECK_EQUAL(row(xs("@x = qw( a b.c\n .d\t#e, );")), "a|b.c|.d|#e,|");
    CHECK_EQUAL(row(xs("@x = qw[a [b] c];")), "a|[b]|c|");
    CHECK_EQUAL(row(xs("@x = qw{a};")), "a|");
    CHECK_EQUAL(row(xs("@x = qw/a b/;")), "a|b|");
    CHECK_EQUAL(row(xs("@x = qw|a b|;")), "a|b|");
    CHECK_EQUAL(row(xs("@x = (qw(a b), 'c');")), "a|b|c|");
    CHECK_EQUAL(row(xs("@x = qw();")), "");
}

TEST(brackets_make_lists_and_hashes)
{
    const Value v = x("$x = [ 1, [ 2, { k => 'v', 'l' => [ ], }, ], ];");
    const List& outer = *v.get<List>();
    CHECK_EQUAL(outer.size(), 2U);
    const List& inner = *outer[1].get<List>();
    CHECK_EQUAL(text(inner[0]), "2");
    const Hash& hash = *inner[1].get<Hash>();
    CHECK_EQUAL(text(hash.at("k")), "v");
    CHECK(hash.at("l").get<List>()->empty());
    CHECK_EQUAL(xs("@x = ([1, 2], {});").size(), 2U);
}

TEST(the_last_of_equal_keys_wins)
{
    CHECK_EQUAL(
        text(settings("my %h = (a => 1, 'a', 2);").scalar("%h").get<Hash>()->at("a")),
        "2");
}

TEST(a_word_before_a_fat_comma_is_a_text)
{
    CHECK_EQUAL(
        row(xs("@x = (abc => 1, q\n=> 2, D_PASS => 3, undef => 4, my => 5, -f => 6);")),
        "abc|1|q|2|D_PASS|3|undef|4|my|5|-f|6|");
}

TEST(references_see_later_changes)
{
    const auto s = settings("my @acl = ('a'); my $level = 1; my ($x, @maps, %h);"
                            "@maps = (\\@acl, \\%h, \\$level); $x = \\$level;"
                            "@acl = ('b', 'c'); $level = 2;");
    const List maps = s.list("@maps");
    CHECK_EQUAL(maps.size(), 3U);
    CHECK_EQUAL(maps[0].get<Reference>()->name, "@acl");
    CHECK_EQUAL(row(*s.target(*maps[0].get<Reference>()).get<List>()), "b|c|");
    CHECK_EQUAL(text(s.target(*maps[2].get<Reference>())), "2");
    CHECK_EQUAL(text(s.scalar("$x")), "2");
}

TEST(copies_do_not_see_later_changes)
{
    CHECK_EQUAL(text(x("my $y = 1; $x = $y; $y = 2;")), "1");
    CHECK_EQUAL(row(xs("my @y = (1); @x = @y; push(@y, 2);")), "1|");
}

TEST(patterns)
{
    const auto regex = [](const std::string& source) {
        const Value value = x("my $y = 'a.b'; my @y = (1, 2); $x = qr" + source + ";");
        const auto* found = value.get<Regex>();
        return found == nullptr ? "none" : found->pattern + " " + found->flags;
    };
    CHECK_EQUAL(regex("'^a\\.b$'i"), "^a\\.b$ i");
    CHECK_EQUAL(regex("/a\\/b/xsmi"), "a/b imsx");
    CHECK_EQUAL(regex("{a{2}\\}}"), "a{2}\\} ");
    CHECK_EQUAL(regex("!a\\!b!"), "a!b ");
    CHECK_EQUAL(regex("'it\\'s'"), "it's ");
    CHECK_EQUAL(regex("/it\\'s/"), "it's ");
    CHECK_EQUAL(regex("/^$y$/"), "^a.b$ ");
    CHECK_EQUAL(regex("/${y}[0]$|$)/"), "a.b[0]$|$) ");
    CHECK_EQUAL(regex("'^$y$'"), "^$y$ ");
    CHECK_EQUAL(regex("/\\$y\\@y @y a@/"), "\\$y\\@y 1 2 a@ ");
    CHECK_EQUAL(regex("{ a # it's\n b }x"), " a # it's\n b  x");
}

TEST(arithmetic)
{
    CHECK_EQUAL(text(x("$x = 20*1024*1024;")), "20971520");
    CHECK_EQUAL(text(x("$x = -1*5;")), "-5");
    CHECK_EQUAL(text(x("$x = 2 + 3 * 4 - 10 / 4;")), "11.5");
    CHECK_EQUAL(text(x("$x = (2 + 3) * 4;")), "20");
    CHECK_EQUAL(text(x("$x = 10 - 4 - 3;")), "3");
    CHECK_EQUAL(text(x("$x = 2**3**2;")), "512");
    CHECK_EQUAL(text(x("$x = -2**2;")), "-4");
    CHECK_EQUAL(text(x("$x = 2**-1;")), "0.5");
    CHECK_EQUAL(text(x("$x = -7 % 3;")), "2");
    CHECK_EQUAL(text(x("$x = 7.5 % -4;")), "-1");
    CHECK_EQUAL(text(x("$x = - -'5';")), "5");
    CHECK_EQUAL(text(x("$x = '3' + ' 4 ';")), "7");
    CHECK_EQUAL(text(x("$x = $sa_tag2_level_deflt + 3;")), "9.31");
}

TEST(texts_join_with_a_dot)
{
    CHECK_EQUAL(text(x("$x = 'a' . \"b\" .\n 'c';")), "abc");
    CHECK_EQUAL(text(x("$x = 'a' . 2.50 . undef;")), "a2.5");
    CHECK_EQUAL(text(x("$x = 1 .5;")), "15");
    CHECK_EQUAL(text(x("$x = 'a' . 2*3;")), "a6");
}

TEST(push_and_unshift)
{
    CHECK_EQUAL(row(xs("push(@x, 'a'); push @x, 'b', (1, 2); unshift(@x, 'z', 'y');")),
                "z|y|a|b|1|2|");
    const auto s = settings("push(@local_domains_acl, 'b'); $mydomain = 'later';");
    CHECK_EQUAL(row(s.list("@local_domains_acl")), ".example.com|b|");
}

TEST(chomp_takes_one_line_end)
{
    CHECK_EQUAL(text(x("chomp($x = \"a\\n\\n\");")), "a\n");
    CHECK_EQUAL(text(x("$x = \"a\\n\"; chomp $x; chomp($x);")), "a");
    CHECK_EQUAL(text(settings("chomp(my $y = \"a\\n\");").scalar("$y")), "a");
    CHECK_EQUAL(row(xs("chomp(@x = (\"a\\n\", 'b', 3));")), "a|b|3|");
    CHECK_EQUAL(text(x("my %h = (k => \"v\\n\"); chomp(%h); $x = $h{k};")), "v");
    CHECK_EQUAL(text(x("my %h = (k => \"v\\n\"); chomp($h{k}); $x = $h{k};")), "v");
}

TEST(elements_are_assigned)
{
    CHECK_EQUAL(text(x("my %h; $h{a} = 1; $h {'b c'} = 2; $x = \"$h{a}$h{'b c'}\";")),
                "12");
    CHECK_EQUAL(row(xs("$x[2] = 'c'; $x[0] = 'a'; $x[-2] = 'b';")), "a|b|c|");
    CHECK_EQUAL(text(x("my %h = (a => 1); $x = $h{nothing};")), "");
}

TEST(the_environment_is_accepted)
{
    CHECK_EQUAL(text(x("$ENV{PATH} = $path = '/bin'; $x = $ENV{PATH};")), "/bin");
    CHECK_EQUAL(text(settings("$ENV{TMPDIR} = $TEMPBASE;")
                         .scalar("%ENV")
                         .get<Hash>()
                         ->at("TMPDIR")),
                "/var/lib/amavis/tmp");
}

TEST(lists_of_variables_are_assigned)
{
    const auto s = settings("my ($a, $b, $c, @d); ($a, $b, $c) = ('x', 'y');"
                            "my ($e, @f) = (1, 2, 3); my %g; (%g) = (k => 'v');"
                            "($a, $b) = ($b, $a);");
    CHECK_EQUAL(text(s.scalar("$a")), "y");
    CHECK_EQUAL(text(s.scalar("$b")), "x");
    CHECK(s.scalar("$c").is_undef());
    CHECK_EQUAL(text(s.scalar("$e")), "1");
    CHECK_EQUAL(row(s.list("@f")), "2|3|");
    CHECK_EQUAL(s.scalar("%g").get<Hash>()->size(), 1U);
}

TEST(assignments_chain)
{
    CHECK_EQUAL(row(xs("my ($y, @y); $x = $y = 5; @x = @y = ($x, $y);")), "5|5|");
}

TEST(my_variables_end_with_their_file)
{
    const auto result = chainmail::config::read_sources(
        {{"1",
          "my $x = 1; my @acl = ('a'); $max_servers = $x; our $shared = 7;"
          "@local_domains_maps = (\\@acl);"},
         {"2",
          "my $x = 2; my @acl = ('b'); our $shared; $child_timeout = $x + $shared;"}},
        host());
    CHECK(result);
    if (!result) return;
    CHECK_EQUAL(text(result->scalar("$max_servers")), "1");
    CHECK_EQUAL(text(result->scalar("$child_timeout")), "9");
    const auto maps = result->list("@local_domains_maps");
    CHECK_EQUAL(row(*result->target(*maps[0].get<Reference>()).get<List>()), "a|");
    CHECK_EQUAL(check::error("our $y = 1; $max_servers = $y; my $y = 0; $y = 'z';"),
                "no error");
}

TEST(a_my_variable_hides_a_setting)
{
    const auto s = settings("my $max_servers = 7; my $y = $max_servers;");
    CHECK_EQUAL(text(s.scalar("$max_servers")), "2");
    CHECK_EQUAL(text(s.scalar("$y")), "7");
    CHECK_EQUAL(text(settings("my $MYHOME = '/x'; my $y = $TEMPBASE;").scalar("$y")),
                "/var/lib/amavis/tmp");
    CHECK_EQUAL(text(settings("our $max_servers = 7;").scalar("$max_servers")), "7");
    CHECK_EQUAL(text(settings("my $mydomain = $mydomain . '.'; my $y = $mydomain;")
                         .scalar("$y")),
                "example.com.");
}

TEST(comments_and_other_text)
{
    CHECK_EQUAL(text(x("# c\n\n$x = # c ' \" (\n 1; # end\n=pod\n\nnot ' this\n\n=cut\n"
                       "use strict; use warnings;;\n1;\n#1;")),
                "1");
    CHECK_EQUAL(
        text(x("$x = 1;\n=head1 X\n=cut\n$x = 2;\n=cut\n$x = 3;\n=cut\n$x = 4;")), "4");
    CHECK_EQUAL(text(x("$x = 1;\n=cut\n$x = 2;\n")), "1");
    CHECK_EQUAL(text(x("1; $x = 2\n")), "2");
    CHECK_EQUAL(text(x("$x = 1;\n__END__\n$x = 2; ' (")), "1");
    CHECK_EQUAL(text(x("$x = 1;\r\n$x = 2;\r\n")), "2");
    CHECK_EQUAL(check::error("\xEF\xBB\xBF$max_servers = 1;"), "no error");
}

TEST(debians_commands_are_answered)
{
    CHECK_EQUAL(text(x("chomp($x = `head -n 1 /etc/mailname`);")), "example.com");
    CHECK_EQUAL(text(x("$x = `hostname  --fqdn`;")), "mx.example.com\n");
}

TEST(without_mail_name_no_domain_is_local)
{
    auto surroundings = host();
    surroundings.mail_name = []() -> Result<std::string> {
        return chainmail::permanent("open /etc/mailname: No such file or directory");
    };
    const auto s = chainmail::config::read_sources(
        {{"05-domain_id",
          "chomp($mydomain = `head -n 1 /etc/mailname`);\n"
          "@local_domains_acl = (\".$mydomain\");"}},
        surroundings);
    CHECK(s);
    if (!s) return;
    CHECK_EQUAL(row(s->list("@local_domains_acl")),
                ".!change-mydomain-variable!.example.com|");
    CHECK_EQUAL(s->warnings().size(), 1U);
    CHECK_EQUAL(
        s->warnings()[0],
        "05-domain_id:1:19: open /etc/mailname: No such file or directory: "
        "<`head -n 1 /etc/mailname`>; write $mydomain = 'example.com' with your "
        "own domain");
}

TEST(line_comments_rename_what_follows)
{
    const auto s = settings("# line 7 \"other file\"\n  $max_servers = 1;\n"
                            "#line 9\n$child_timeout = 1;\n"
                            " # line 20 \"indented\"\n$smtpd_timeout = 1;\n"
                            "# line 30 two words\n$log_level = 1;");
    CHECK_EQUAL(chainmail::config::text(s.origin("$max_servers")), "other file:7:3");
    CHECK_EQUAL(chainmail::config::text(s.origin("$child_timeout")), "other file:9:1");
    CHECK_EQUAL(chainmail::config::text(s.origin("$smtpd_timeout")), "other file:11:1");
    CHECK_EQUAL(chainmail::config::text(s.origin("$log_level")), "other file:13:1");
}
