// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Looking settings up, as programs do.
#include "config_check.h"

using namespace check;

TEST(assigned_and_default)
{
    const auto s = settings("\n  $max_servers = 7;\n$sa_kill_level_deflt = undef;");
    CHECK(s.has("$max_servers"));
    CHECK(s.has("$sa_kill_level_deflt"));
    CHECK(!s.has("$child_timeout"));
    CHECK_EQUAL(chainmail::config::text(s.origin("$max_servers")), "50-user:2:3");
    CHECK_EQUAL(chainmail::config::text(s.origin("$child_timeout")),
                "built-in default");
    CHECK_EQUAL(text(s.scalar("$child_timeout")), "480");
    CHECK(s.scalar("$sa_kill_level_deflt").is_undef());
}

TEST(both_names_of_a_variable_are_one)
{
    const auto s = settings("$DO_SYSLOG = 0; $LOGFILE = '/x';");
    CHECK(s.has("$do_syslog"));
    CHECK(!s.as_bool("$do_syslog"));
    CHECK_EQUAL(text(s.scalar("$logfile")), "/x");
}

TEST(a_warning_makes_a_bounce_of_what_is_discarded)
{
    const auto destiny = [](const char* text, const char* name) {
        return settings(text).scalar(name).number().value_or(9);
    };
    constexpr auto banned = "$final_banned_destiny";
    CHECK_EQUAL(destiny("", banned), 0);
    CHECK_EQUAL(destiny("$warnbannedsender = 1;", banned), -2);
    CHECK_EQUAL(destiny("$warnbadhsender = 1;", banned), 0);
    CHECK_EQUAL(
        destiny("$final_banned_destiny = D_PASS; $warnbannedsender = 1;", banned), 1);
    constexpr auto bad_header = "$final_bad_header_destiny";
    CHECK_EQUAL(destiny("$final_bad_header_destiny = D_DISCARD; $warnbadhsender = 1;",
                        bad_header),
                -2);
    CHECK_EQUAL(destiny("$warnbadhsender = 1;", bad_header), 1);
}

TEST(one_reference_is_followed)
{
    const auto s = settings("$sa_tag_level_deflt = \\$sa_tag2_level_deflt;"
                            "my @ports = (1, 2); $inet_socket_port = \\@ports;");
    CHECK_EQUAL(s.as_number("$sa_tag_level_deflt")->value_or(0), 6.31);
    CHECK_EQUAL(row(s.list("$inet_socket_port")), "1|2|");
}

TEST(a_plain_value_is_a_list_of_one)
{
    CHECK_EQUAL(row(settings("").list("$inet_socket_port")), "10024|");
    CHECK_EQUAL(row(settings("").list("$inet_socket_bind")), "127.0.0.1|[::1]|");
    CHECK_EQUAL(row(settings("$inet_socket_bind = undef;").list("$inet_socket_bind")),
                "");
    CHECK_EQUAL(row(settings("@local_domains_maps = 1;").list("@local_domains_maps")),
                "1|");
}

TEST(typed_lookups)
{
    const auto s = settings("my ($two, $empty, @l, @m) = ('2.0', ''); @l = ('a', 1);"
                            "@m = (1, [2]);\n $max_servers = '3';");
    CHECK_EQUAL(s.as_text("$two")->value_or("-"), "2.0");
    CHECK_EQUAL(s.as_number("$two")->value_or(-1), 2.0);
    CHECK(!s.as_number("$empty")->has_value());
    CHECK(!s.as_text("$logfile")->has_value());
    CHECK_EQUAL(s.as_count("$max_servers", 1, 9)->value_or(0), 3U);
    CHECK(s.as_bool("$two"));
    CHECK(!s.as_bool("$empty"));
    CHECK_EQUAL(s.as_texts("@l")->size(), 2U);
    CHECK_EQUAL(s.as_texts("@m").error().what,
                "50-user:1:56: @m: only texts may stand in this list: <a list>");
    CHECK_EQUAL(s.as_count("$max_servers", 4, 9).error().what,
                "50-user:2:2: $max_servers: a whole number from 4 to 9 is needed: <3>");
    CHECK_EQUAL(s.refuse("$max_servers", "no luck").what,
                "50-user:2:2: $max_servers: no luck: <3>");
    CHECK(s.refuse("$max_servers", "x").fault == chainmail::Fault::permanent);
}

TEST(counts_are_whole_and_in_range)
{
    const auto s = settings("my ($a, $b, $c, $d) = (1.5, -1, 'x', 2**60);");
    CHECK(!s.as_count("$a", 0, 10));
    CHECK(!s.as_count("$b", 0, 10));
    CHECK(!s.as_count("$c", 0, 10));
    CHECK(!s.as_count("$d", 0, 10));
}

TEST(only_keeps_what_is_named_and_what_that_refers_to)
{
    const auto s = settings("my @acl = ('a'); @local_domains_maps = (\\@acl, \\%ENV);");
    const auto some = s.only({"@local_domains_maps", "$log_level"});
    CHECK_EQUAL(some.assigned().size(), 2U);
    CHECK(some.assigned().contains("@acl"));
    CHECK(some.defaults().contains("%ENV"));
    CHECK(some.defaults().contains("$log_level"));
    CHECK(!some.defaults().contains("$max_servers"));
}

TEST(references_may_go_round)
{
    const auto s = settings("my (@a, @b); @a = (\\@b); @b = (\\@a);");
    CHECK_EQUAL(s.only({"@a"}).assigned().size(), 2U);
}
