// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What looks like a program and is read all the same: conditions, loops, references,
// functions. config_oracle.cc compares more of it with Perl.
#include "config_check.h"

using namespace check;
using chainmail::config::RegexTable;
using chainmail::config::Special;

TEST(comparisons_and_logic)
{
    CHECK_EQUAL(row(xs("@x = (1 == 1.0, 2 != 3, 1 < 2, 2 <= 2, 3 > 2, 2 >= 3);")),
                "1|1|1|1|1||");
    CHECK_EQUAL(row(xs("@x = ('a' eq 'b', 'a' ne 'b', 'a' lt 'b', 'b' le 'a', 'b' gt "
                       "'a', 'a' ge 'b', 2 <=> 10, '2' cmp '10');")),
                "|1|1||1||-1|1|");
    CHECK_EQUAL(row(xs("@x = (0 || 'b', 'a' && 'c', undef // 0, !1, !!1, (not 0));")),
                "b|c|0||1|1|");
    CHECK_EQUAL(text(x("$x = 1 ? 0 ? 'a' : 'b' : 'c';")), "b");
    CHECK_EQUAL(text(x("my $y; $x = $y == 0 ? 'zero' : 'other';")), "zero");
    CHECK_EQUAL(text(x("0 or $x = 'done'; $x eq 'done' and $x .= '!';")), "done!");
}

TEST(what_is_not_needed_is_not_carried_out)
{
    CHECK_EQUAL(text(x("$x = 1 || die('no'); $x = $x ? 5 : die('no');")), "5");
    CHECK_EQUAL(text(x("if (0) { read_hash('/nonexistent') } else { $x = 2 }")), "2");
    CHECK_EQUAL(check::error("1 or 0 or die 'never'; 0 or die \"it stops\";"),
                "50-user:1:29: the file stops here: <it stops>");
}

TEST(conditions)
{
    const std::string chain = "if ($x == 1) { $x = 'a' } elsif ($x == 2) { $x = 'b'; } "
                              "else { $x = 'c' }";
    CHECK_EQUAL(text(x("$x = 1; " + chain)), "a");
    CHECK_EQUAL(text(x("$x = 2; " + chain)), "b");
    CHECK_EQUAL(text(x("$x = 3; " + chain)), "c");
    CHECK_EQUAL(text(x("unless (0) { $x = 1 } else { $x = 2 } $x += 3 if $x;")), "4");
    CHECK_EQUAL(text(x("$x = 1; $x = 2 unless $x == 1;")), "1");
    CHECK_EQUAL(text(x("{ $x = 3; }")), "3");
}

TEST(variables_of_a_block_end_with_it)
{
    CHECK_EQUAL(text(x("my $y = 1; { my $y = 2; $x = $y; } $x .= $y;")), "21");
    CHECK_EQUAL(check::error("if (1) { my $y = 1; } $max_servers = $y;").substr(0, 33),
                "50-user:1:38: unknown variable: <");
    CHECK_EQUAL(
        text(settings("{ local $max_servers = 9; $child_timeout = $max_servers; }")
                 .scalar("$max_servers")),
        "2");
    CHECK(!settings("local $max_servers = 9;").has("$max_servers"));
}

TEST(loops_over_lists)
{
    CHECK_EQUAL(row(xs("foreach my $y ('a', 'b') { push @x, $y . $y; }")), "aa|bb|");
    CHECK_EQUAL(row(xs("for (1 .. 3) { push @x, $_ } push @x, $_ for qw(d e);")),
                "1|2|3|d|e|");
    const auto s = settings("my @refs; foreach my $y (1, 2) { push @refs, \\$y; }");
    const auto refs = s.list("@refs");
    CHECK_EQUAL(text(s.target(*refs[0].get<Reference>())), "1");
    CHECK_EQUAL(text(s.target(*refs[1].get<Reference>())), "2");
}

TEST(loops_are_bounded)
{
    const auto said =
        check::error("my @x = (1 .. 1000); for my $a (@x) { for my $b (@x) "
                     "{ for my $c (@x) { $max_servers = 1; } } }");
    CHECK(said.find("more than ") != std::string::npos);
    CHECK(check::error("my @x = (1 .. 1e12);").find("more than ") != std::string::npos);
    CHECK(check::error("my @x = (1) x 1e9;").find("more than ") != std::string::npos);
    CHECK(check::error("my $x = 'a' x 1e9;").find("more than ") != std::string::npos);
}

TEST(operators_that_assign)
{
    CHECK_EQUAL(
        row(xs("my $y = 2; push @x, $y += 3, $y -= 1, $y *= 6, $y /= 4, $y %= 4,"
               " $y **= 3, $y .= 'b', $y x= 2;")),
        "5|4|24|6|2|8|8b|8b8b|");
    CHECK_EQUAL(
        row(xs("my ($a, $b, $c) = (0, 1); push @x, $a ||= 5, $b &&= 6, $c //= 7,"
               " $c //= 8;")),
        "5|6|7|7|");
    CHECK_EQUAL(text(x("$x .= 'a'; my %h; $h{n} += 2; $x .= $h{n};")), "a2");
}

TEST(lists_are_repeated_and_cut)
{
    CHECK_EQUAL(row(xs("@x = ((1, 2)x2, 'a' x 3, '-' x -1);")), "1|2|1|2|aaa||");
    CHECK_EQUAL(row(xs("my %h; @h{qw(a b)} = (1) x 2; @h{'c'} = 3; my @l = (5 .. 9);"
                       "@x = (@h{'c', 'a'}, @l[0, -1], @l[9]);")),
                "3|1|5|9||");
}

TEST(parts_of_parts)
{
    const std::string make = "my %h = (a => { b => [1, { c => 'deep' }] });"
                             "my $r = \\%h; my @l = (1, 2); my $l = \\@l; ";
    CHECK_EQUAL(text(x(make + "$x = $h{a}{b}[1]{c};")), "deep");
    CHECK_EQUAL(text(x(make + "$x = $r->{a}->{b}->[1]->{c} . $$r{a}{b}[0] . $$l[1];")),
                "deep12");
    CHECK_EQUAL(text(x(make + "$x = \"$r->{a}{b}[0] $h{a}{b}[1]{c} @$l @{$l}\";")),
                "1 deep 1 2 1 2");
    CHECK_EQUAL(row(xs(make + "@x = (@$l, keys %$r, @{$r->{a}{none} || []});")),
                "1|2|a|");
    CHECK_EQUAL(text(x(make + "push @{$h{new}{list}}, 7, 8; $x = $h{new}{list}[1];")),
                "8");
    CHECK_EQUAL(text(x(make + "$l->[5] = 6; $x = @l;")), "6");
    CHECK(x(make + "$x = $h{none}{at}{all};").is_undef());
}

TEST(a_reference_to_a_value_is_a_constant)
{
    const auto s = settings("my $y = 'v'; my @m = (\\'a', \\\"<$y>\", \\undef, \\5);");
    const auto list = s.list("@m");
    CHECK_EQUAL(text(s.target(*list[0].get<Reference>())), "a");
    CHECK_EQUAL(text(s.target(*list[1].get<Reference>())), "<v>");
    CHECK(s.target(*list[2].get<Reference>()).is_undef());
}

TEST(here_documents)
{
    CHECK_EQUAL(text(x("$x = <<'E' . 'z';\na $x\\n\nE\n")), "a $x\\n\nz");
    CHECK_EQUAL(text(x("my $y = 'v';\n$x = <<\"E E\" . <<E;\n<$y>\\t.\nE E\nb\n\nE\n")),
                "<v>\t.\nb\n\n");
    CHECK_EQUAL(text(x("$x = <<~E;\n    a\n\n      b\n    E\n")), "a\n\n  b\n");
    CHECK_EQUAL(text(x("$x = <<E;\nE\n")), "");
    CHECK_EQUAL(check::error("my $x = <<E;\na\nE\n$max_servers = ;"),
                "50-user:4:16: a value is expected: <;>");
    CHECK_EQUAL(check::error("my $x = <<~E;\n  ok\n  $nothing\n  E\n").substr(0, 14),
                "50-user:3:3: u");
}

TEST(functions_of_texts)
{
    CHECK_EQUAL(row(xs("@x = (lc('AbC'), uc 'abc', lcfirst('ABC'), ucfirst('abc'), "
                       "length('four'), int(-7.9), abs(-3));")),
                "abc|ABC|aBC|Abc|4|-7|3|");
    CHECK_EQUAL(text(x("$x = join('-', 'a', (1, 2));")), "a-1-2");
    CHECK_EQUAL(row(xs("@x = (split(/,\\s*/, 'a, b,c,'), split(' ', ' d  e '), "
                       "split(qr/\\|/, 'f|g'));")),
                "a|b|c|d|e|f|g|");
    CHECK_EQUAL(text(x("$x = sprintf('%s|%5s|%-4d|%03d|%.2f|%x|%%', 'a', 'b', 7, 8, "
                       "1.005, 255);")),
                "a|    b|7   |008|1.00|ff|%");
    CHECK_EQUAL(text(x("$x = \"\\Qa.b\\E \\Uup\\E \\LDOWN\\E \\uone\";")),
                "a\\.b UP down One");
    CHECK_EQUAL(check::error("my @x = split(/a|b/, 'x');"),
                "50-user:1:9: this separator is not supported: <split(/a|b/, 'x')>; "
                "write split(' ', TEXT) or split(',', TEXT)");
}

TEST(functions_of_lists)
{
    CHECK_EQUAL(row(xs("@x = map { lc } qw(A B);")), "a|b|");
    CHECK_EQUAL(row(xs("my %h = map { $_ => 1 } 'b', 'a'; @x = sort keys %h;")),
                "a|b|");
    CHECK_EQUAL(row(xs("@x = map(\"<$_>\", 1, 2);")), "<1>|<2>|");
    CHECK_EQUAL(row(xs("@x = grep { $_ ne 'b' } qw(a b c);")), "a|c|");
    CHECK_EQUAL(row(xs("@x = (reverse(1, 2), sort { $b <=> $a } (9, 10));")),
                "2|1|10|9|");
    CHECK_EQUAL(
        row(xs("my @l = (1, 2); my %h = (a => 1); @x = (scalar(@l), exists "
               "$h{a}, exists $h{b}, delete $h{a}, scalar(%h), defined $h{a});")),
        "2|1||1|0||");
    CHECK_EQUAL(
        text(x("my %h = (a => { b => 1 }); delete $h{a}{b}; $x = keys %{$h{a}};")),
        "0");
    CHECK_EQUAL(row(xs("@x = (1); undef @x; my $y = 2; undef($y); push @x, $y;")), "|");
}

TEST(tables_and_functions_by_name)
{
    const auto s = settings("my @m = (\\&ask_daemon, new_RE(qr'a', ['b' => undef]), "
                            "q_sql_s('f'));");
    const auto list = s.list("@m");
    CHECK_EQUAL(list[0].get<Special>()->function, "ask_daemon");
    const auto* table = list[1].get<RegexTable>();
    CHECK_EQUAL(table->rows.size(), 2U);
    CHECK_EQUAL(table->rows[1].regex.pattern, "b");
    CHECK(table->rows[1].value.is_undef());
    CHECK_EQUAL(text(list[2].get<Special>()->arguments[0]), "f");
    CHECK_EQUAL(check::error("my $x = new_RE(undef);"),
                "50-user:1:9: a pattern is needed, and this is undef: <new_RE(undef)>; "
                "write qr'...' or [qr'...' => VALUE]");
}

TEST(programs_may_stand_in_debians_list_of_scanners_only)
{
    CHECK_EQUAL(check::error("@av_scanners = (['A', 'b', sub { chdir('}') }, qr/x/]);"),
                "no error");
    CHECK(check::error("$partition_tag = sub { 1 };") != "no error");
}

TEST(keys_of_signers_keep_their_order)
{
    const auto s = settings("dkim_key('b.org', 's', '/b.pem');"
                            "dkim_key('A.org', 's', '/a.pem', k => 'rsa');");
    const auto keys = s.list("@dkim_signing_keys_list");
    CHECK_EQUAL(keys.size(), 2U);
    CHECK_EQUAL(text(keys[0].get<Hash>()->at("domain")), "b.org");
    CHECK_EQUAL(text(keys[1].get<Hash>()->at("domain")), "a.org");
    CHECK_EQUAL(text(keys[1].get<Hash>()->at("file")), "/a.pem");
    CHECK_EQUAL(check::error("dkim_key('a', 's', '/f'); dkim_key('a', 's', '/g');"),
                "50-user:1:27: this selector of the domain has a key already: "
                "<dkim_key('a', 's', '/g')>");
}

TEST(each_key_has_a_place)
{
    const auto s = settings("$policy_bank{'A'} = {};\n  $policy_bank{B}{x} = 1;\n"
                            "$final_destiny_by_ccat{+CC_SPAM} = D_PASS;\n"
                            "%interface_policy = (1 => 'A');\n"
                            "@spam_lovers{'a', 'b'} = (1, 1); delete $spam_lovers{a};");
    const auto place = [&s](std::string_view name, std::string_view key) {
        return chainmail::config::text(s.origin(name, key));
    };
    CHECK_EQUAL(place("%policy_bank", "A"), "50-user:1:1");
    CHECK_EQUAL(place("%policy_bank", "B"), "50-user:2:3");
    CHECK_EQUAL(chainmail::config::text(s.origin("%policy_bank")), "50-user:2:3");
    CHECK_EQUAL(place("%final_destiny_maps_by_ccat", "6"), "50-user:3:1");
    CHECK_EQUAL(place("%final_destiny_maps_by_ccat", "9"), "built-in default");
    CHECK_EQUAL(place("%interface_policy", "1"), "50-user:4:1");
    CHECK_EQUAL(place("%spam_lovers", "b"), "50-user:5:1");
    CHECK_EQUAL(place("%spam_lovers", "none"), "50-user:5:41");
}
