// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What the supervisor writes down, a program reads back the same.
#include "config/variables.h"

#include "config_check.h"

using namespace check;
using chainmail::config::canonical;
using chainmail::config::read_text;

namespace {

std::vector<std::string> all_names(const Settings& settings)
{
    std::vector<std::string> names;
    for (const auto* table : {&settings.assigned(), &settings.defaults()}) {
        for (const auto& [name, setting] : *table)
            names.push_back(name);
    }
    return names;
}

/// Whether the settings come back, every value and place of them.
void round_trip(const Settings& settings, const std::vector<std::string>& names)
{
    const auto text = canonical(settings, names);
    const auto again = read_text("settings", text);
    CHECK_EQUAL(again ? "" : again.error().what, "");
    if (!again) return;
    CHECK(*again == settings.only(names));
    CHECK_EQUAL(canonical(*again, names), text);
}

} // namespace

TEST(all_defaults_come_back)
{
    const auto s = settings("");
    round_trip(s, all_names(s));
}

TEST(every_kind_of_value_comes_back)
{
    const auto s = settings(
        "my ($a, $b, @c, %d);\n   $a = 'it\\'s \\\\ \\'\n';\n"
        "  $b = [ 1, -2.5, 1e100, 1/3, 0.1, undef, '', \"\\0\\xff\\n# line 9 "
        "\\\"x\\\"\\n\","
        "   [], {}, [[]], { a => { \"b'\\\\\" => \\@c } }, \\$a, \\%d ];\n"
        "@c = (1, 'a,b', qr/it's \\\\' \\/ [\"] $)/ix, qr'^\\$x@y$'sm, qr'');\n"
        "%d = (z => 1, '' => 2, 'D_PASS' => \\@c);\n"
        "    $max_servers = '03'; push(@local_domains_acl, 'x');");
    CHECK_EQUAL(s.assigned().size(), 6U);
    round_trip(s, all_names(s));
}

TEST(tables_come_back)
{
    const auto s = settings(
        "my @a; my $x = new_RE(qr'^a$'i, [qr/b'c/ => 0], ['d.' => \\@a], [qr'e' => "
        "[new_RE([qr'f' => 'v'])]]); my @m = (\\&ask_daemon, q_sql_s('field'), "
        "Opaque(['smtp:a', 'smtp:b']), q_dns_a('list.example.net', '127.0.0.2'));");
    round_trip(s, all_names(s));
    const auto some = s.only({"$x"});
    CHECK(some.assigned().contains("@a"));
    const auto* table = some.scalar("$x").get<chainmail::config::RegexTable>();
    CHECK(table != nullptr && table->rows.size() == 4);
    if (table == nullptr || table->rows.size() != 4) return;
    CHECK_EQUAL(text(table->rows[0].value), "1");
    CHECK_EQUAL(table->rows[1].regex.pattern, "b'c");
    CHECK_EQUAL(table->rows[2].value.get<Reference>()->name, "@a");
}

TEST(the_deepest_value_comes_back)
{
    std::string text = "my ($x, %x) = (1); ";
    for (int i = 0; i < 90; ++i)
        text += "$x = [$x];";
    text += "$x{k} = [$x[0]]; my @x = ($x); my %y = (k => $x);";
    text = "my @x = (1);" + text;
    const auto s = settings(text);
    round_trip(s, all_names(s));
}

TEST(chosen_settings_come_back_with_what_they_refer_to)
{
    const auto s = settings("my $x = 1; my $x = 2; my @x = ('v'); $log_level = \\$x;\n"
                            "@local_domains_maps = (\\@x); $max_servers = 9;");
    const std::vector<std::string> names = {"@local_domains_maps", "$child_timeout"};
    round_trip(s, names);
    const auto again = read_text("settings", canonical(s, names));
    CHECK(again && !again->assigned().contains("$max_servers"));
    CHECK(again && !again->has("$child_timeout"));
}

TEST(helpers_of_several_files_come_back)
{
    const auto s = chainmail::config::read_sources(
        {{"dir/01 a", "my @l = ('a'); @local_domains_maps = (\\@l); our $o = 1;"},
         {"say \"b\"\n",
          "\tmy @l = ('b'); push(@local_domains_maps, \\@l); our $o;"
          "my $max_servers = \\$o; my $o = 2;"}},
        host());
    CHECK(s);
    if (s) round_trip(*s, all_names(*s));
}

TEST(errors_point_at_the_administrators_file)
{
    const auto s = settings("\n\n     $forward_method = 'nonsense';");
    const auto again = read_text("settings", canonical(s, {"$forward_method"}));
    CHECK(again);
    if (!again) return;
    CHECK_EQUAL(again->refuse("$forward_method", "unknown").what,
                "50-user:3:6: $forward_method: unknown: <nonsense>");
}

TEST(wide_columns_are_kept_up_to_a_limit)
{
    const auto column = [](std::size_t blanks) {
        const auto s = settings(std::string(blanks, ' ') + "$max_servers = 1;");
        return read_text("settings", canonical(s, {"$max_servers"}))
            ->origin("$max_servers")
            .column;
    };
    CHECK_EQUAL(column(0), 1U);
    CHECK_EQUAL(column(999), 1000U);
    CHECK_EQUAL(column(50'000), 1000U);
}
