// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The table of variables and what becomes of assignments to each kind.
#include "config/variables.h"

#include "config_check.h"

#include <fstream>
#include <iterator>
#include <set>

using namespace check;
using chainmail::config::Effect;
using chainmail::config::find_variable;
using chainmail::config::variables;

namespace {

std::string warnings(std::string_view statements)
{
    std::string all;
    const auto s = settings(statements);
    for (const auto& one : s.warnings())
        all += one + "\n";
    return all;
}

} // namespace

TEST(names_are_unique_and_have_a_sigil)
{
    std::set<std::string> seen;
    for (const auto& one : variables()) {
        CHECK(seen.insert(one.name).second);
        CHECK(std::string("$@%").find(one.name[0]) != std::string::npos);
        CHECK(find_variable(one.name) == &one);
    }
    CHECK(seen.size() > 300);
    CHECK(find_variable("$nothing") == nullptr);
}

TEST(every_default_can_be_evaluated_and_fits_its_variable)
{
    const auto s = settings("");
    for (const auto& one : variables()) {
        CHECK(s.defaults().contains(one.name));
        const Value& value = s.target({one.name});
        CHECK((one.name[0] == '@') == (one.name[0] != '$' && value.get<List>()));
        CHECK(one.name[0] != '%' || value.get<Hash>() != nullptr);
    }
    CHECK(s.warnings().empty());
}

TEST(a_default_may_be_assigned_to_its_variable)
{
    for (const auto& one : variables()) {
        const bool free = one.shape != chainmail::config::Shape::derived;
        if (one.effect != Effect::used || !free) continue;
        const auto said = error(one.name + " = " + std::string(one.standard) + ";");
        CHECK_EQUAL(one.name + ": " + said, one.name + ": no error");
    }
}

TEST(values_that_change_nothing_get_no_warning)
{
    for (const auto& one : variables()) {
        const bool waits = one.effect == Effect::pending || one.effect == Effect::never;
        if (!waits || one.standard.empty()) continue;
        const auto s = settings("my @all = " + std::string(one.standard) + ";");
        for (const auto& value : s.list("@all")) {
            Settings copy = s;
            copy.assign(one.name, {value, {"f", 1, 1}, false, {}});
            const auto text = chainmail::config::canonical(copy, {one.name});
            // Without its first line it is an ordinary file.
            const auto again = read(text.substr(text.find('\n')));
            CHECK_EQUAL(one.name + ": " + (again ? "" : again.error().what),
                        one.name + ": ");
            CHECK(!again || again->warnings().empty());
        }
    }
}

TEST(defaults_are_amavisds_as_debian_has_it)
{
    const auto s = settings("");
    CHECK_EQUAL(text(s.scalar("$sa_tag_level_deflt")), "2");
    CHECK_EQUAL(text(s.scalar("$sa_tag2_level_deflt")), "6.31");
    CHECK_EQUAL(text(s.scalar("$sa_kill_level_deflt")), "6.31");
    CHECK_EQUAL(text(s.scalar("$final_spam_destiny")), "1");
    CHECK_EQUAL(text(s.scalar("$final_virus_destiny")), "0");
    CHECK_EQUAL(text(s.scalar("$sa_mail_body_size_limit")), "204800");
    CHECK_EQUAL(text(s.scalar("$forward_method")), "smtp:[127.0.0.1]:10025");
    CHECK_EQUAL(text(s.scalar("$smtpd_recipient_limit")), "1100");
    CHECK_EQUAL(text(s.scalar("$X_HEADER_LINE")), "Debian amavis at example.com");
    CHECK_EQUAL(text(s.scalar("$myhostname")), "mx.example.com");
    CHECK_EQUAL(row(s.list("@local_domains_acl")), ".example.com|");
    CHECK_EQUAL(row(s.list("@bypass_spam_checks_maps")),
                "a reference|a reference|a reference|");
}

TEST(defaults_follow_the_settings_they_are_made_of)
{
    const auto s =
        settings("$MYHOME = '/srv'; $mydomain = 'a.b'; $myproduct_name = 'c';");
    CHECK_EQUAL(text(s.scalar("$TEMPBASE")), "/srv/tmp");
    CHECK_EQUAL(text(s.scalar("$X_HEADER_LINE")), "Debian c at a.b");
    CHECK_EQUAL(row(s.list("@local_domains_acl")), ".a.b|");
}

TEST(the_system_is_not_asked_for_what_is_assigned)
{
    const auto never = []() -> Result<std::string> {
        return chainmail::internal("asked");
    };
    const auto s = chainmail::config::read_sources(
        {{"50-user", "$mydomain = 'a.b'; $myhostname = 'c.a.b';"}}, {never, never});
    CHECK(s);
}

TEST(settings_without_effect_yet_get_a_warning_at_their_place)
{
    CHECK_EQUAL(warnings("\n $penpals_bonus_score = 5;"),
                "50-user:2:2: $penpals_bonus_score has no effect yet: there are no pen "
                "pals or reputations yet\n");
    CHECK_EQUAL(warnings("push(@signer_reputation_maps, 'a');"),
                "50-user:1:6: @signer_reputation_maps has no effect yet: there is no "
                "DKIM yet\n");
    CHECK_EQUAL(warnings("$defang_by_ccat{+CC_SPAM} = 1;"), "");
    CHECK_EQUAL(warnings("$penpals_bonus_score = undef; $partition_tag = '';"), "");
    CHECK_EQUAL(warnings("$penpals_bonus_score = 5; $penpals_bonus_score = undef;"),
                "");
    CHECK_EQUAL(text(settings("$QUARANTINEDIR = '/q';").scalar("$QUARANTINEDIR")),
                "/q");
}

TEST(what_will_never_be_is_an_error)
{
    CHECK_EQUAL(
        error("$enable_ldap = 1;"),
        "50-user:1:1: $enable_ldap cannot be used here; SQL is the one database "
        "that can be asked; use @lookup_sql_dsn");
    CHECK_EQUAL(error("$enable_ldap = 0;"), "no error");
    CHECK_EQUAL(error("$daemon_chroot_dir = '/var/chroot';"),
                "50-user:1:1: $daemon_chroot_dir cannot be used here; each program "
                "confines itself; remove the line");
    for (const std::string name : {"@lookup_sql_dsn", "@storage_sql_dsn"}) {
        CHECK_EQUAL(error(name + " = (['DBI:mysql:database=m', 'u', 'secret']);"),
                    "50-user:1:1: " + name +
                        " names a database that is not PostgreSQL; only DBI:Pg:... can "
                        "be used; move the tables to PostgreSQL");
        CHECK_EQUAL(error(name + " = (['DBI:SQLite:dbname=m', '', '']);").substr(0, 12),
                    "50-user:1:1:");
        CHECK_EQUAL(error(name + " = (['DBI:Pg:dbname=m', 'u', 'secret']);"),
                    "no error");
    }
    CHECK_EQUAL(error("@lookup_sql_dsn = ('DBI:Pg:dbname=m', 'u', 'secret');"),
                "50-user:1:1: @lookup_sql_dsn is a list of databases; each is written "
                "['DBI:Pg:...', 'USER', 'PASSWORD']");
}

TEST(whether_sql_is_asked_follows_from_the_databases)
{
    CHECK_EQUAL(text(settings("").scalar("$sql_lookups")), "0");
    CHECK_EQUAL(text(settings("@lookup_sql_dsn = (['DBI:Pg:', 'u', 'p']);")
                         .scalar("$sql_lookups")),
                "1");
    CHECK_EQUAL(error("$sql_lookups = 1;"),
                "50-user:1:1: $sql_lookups cannot be assigned; it follows from other "
                "settings; remove the line");
}

TEST(no_message_shows_a_password)
{
    for (const std::string wrong :
         {"@lookup_sql_dsn = (['DBI:mysql:d', 'u', 'secret']);",
          "@lookup_sql_dsn = (['DBI:Pg:d', 'u', 'secret' 'x']);",
          "@lookup_sql_dsn = (['DBI:Pg:d', 'u', 'secret]);",
          "@lookup_sql_dsn = (['DBI:Pg:d', 'u', secret]);",
          "@lookup_sql_dsn = (['DBI:Pg:d', 'u', \"$secret\"]);",
          "my $x = 1; @lookup_sql_dsn = ('secret' . [1]);",
          "push @storage_sql_dsn, ['DBI:SQLite:d', 'u', 'secret'];",
          "@storage_redis_dsn = ({ password => 'secret' -> });",
          "if (1) { $lookup_sql_dsn[0] = ['DBI:Pg:d', 'u', 'secret' * 2]; }",
          "$default_ldap = { bind_password => 'secret' . [] };",
          "$default_ldap = { bind_password => 'secret', %$x };"}) {
        const auto said = error(wrong);
        CHECK(said != "no error");
        CHECK_EQUAL(said.find("secret") == std::string::npos ? "" : said, "");
    }
    const auto s = settings("@lookup_sql_dsn = (['DBI:Pg:d', 'u', 'secret']);");
    CHECK_EQUAL(s.refuse("@lookup_sql_dsn", "no answer").what,
                "50-user:1:1: @lookup_sql_dsn: no answer");
}

TEST(only_the_last_value_counts)
{
    CHECK_EQUAL(error("$enable_ldap = 1; $enable_ldap = undef;"), "no error");
    CHECK_EQUAL(error("$max_servers = 'many'; $max_servers = 3;"), "no error");
}

TEST(harmless_settings_are_accepted)
{
    CHECK_EQUAL(
        error("$max_requests = 10; $pid_file = '/x'; @mynetworks = qw(10.0.0.0/8);"
              "$notify_method = $forward_method; $path = '/bin';"),
        "no error");
    CHECK_EQUAL(warnings("$max_requests = 10;"), "");
}

TEST(retired_settings_get_a_warning_if_they_are_changed)
{
    CHECK_EQUAL(warnings("$syslog_priority = 'debug'; $sa_spam_modifies_subj = 1;"),
                "");
    CHECK_EQUAL(
        warnings("\n $warnspamsender = 1;"),
        "50-user:2:2: $warnspamsender was retired; it has no effect, in amavisd "
        "neither; remove the line\n");
}

TEST(values_of_the_wrong_shape)
{
    CHECK_EQUAL(error("$max_servers = 'two';"),
                "50-user:1:1: $max_servers: a number is needed: <two>");
    CHECK_EQUAL(error("$max_servers = 1.5;"),
                "50-user:1:1: $max_servers: a whole number from 0 is needed: <1.5>");
    CHECK_EQUAL(error("$myhostname = ['a'];"),
                "50-user:1:1: $myhostname: a text is needed: <a list>");
    CHECK_EQUAL(
        error("$sa_kill_level_deflt = '';"),
        "50-user:1:1: $sa_kill_level_deflt: a number or undef is needed, and this "
        "is ''");
    CHECK_EQUAL(error("$sa_tag_level_deflt = '';"), "no error");
    CHECK_EQUAL(error("$sa_tag_level_deflt = '-999';"), "no error");
    CHECK_EQUAL(error("$final_spam_destiny = D_BOUNCE;"), "no error");
    CHECK_EQUAL(error("$final_spam_destiny = 7;"),
                "50-user:1:1: $final_spam_destiny: D_PASS, D_DISCARD, D_BOUNCE, "
                "D_REJECT or D_TEMPFAIL is needed: <7>");
    CHECK_EQUAL(error("$final_virus_destiny = undef;"),
                "50-user:1:1: $final_virus_destiny: D_PASS, D_DISCARD, D_BOUNCE, "
                "D_REJECT or D_TEMPFAIL is needed: <undef>");
    CHECK_EQUAL(
        error("$remove_existing_spam_headers = [1];"),
        "50-user:1:1: $remove_existing_spam_headers: 1 or 0 is needed: <a list>");
    CHECK_EQUAL(error("$virus_reload = 'now';"),
                "50-user:1:1: $virus_reload: 'beside', 'in_place' or undef is needed: "
                "<now>");
    CHECK_EQUAL(
        error("$inet_socket_port = [1, [2]];"),
        "50-user:1:1: $inet_socket_port: only texts may stand in this list: <a list>");
}

TEST(tables_to_look_up_are_kept_as_they_are)
{
    const auto s = settings(
        "@local_domains_maps = (['.a.org'], {b => 1}, new_RE(qr'c'), \\'d', 1);"
        "$final_destiny_by_ccat{+CC_SPAM} = D_REJECT;");
    const auto maps = s.list("@local_domains_maps");
    CHECK_EQUAL(row(maps), "a list|a hash|a table of patterns|a reference|1|");
    CHECK_EQUAL(text(s.target(*maps[3].get<Reference>())), "d");
    const Hash& destinies = *s.scalar("%final_destiny_maps_by_ccat").get<Hash>();
    CHECK_EQUAL(text(destinies.at("6")), "-3");
    CHECK_EQUAL(destinies.at("9").get<Reference>()->name, "$final_virus_destiny");
    CHECK_EQUAL(text(destinies.at("2,2")), "-3");
    CHECK(!destinies.contains("5"));
}

TEST(settings_that_are_not_as_they_seem_get_a_warning)
{
    CHECK_EQUAL(warnings("$sa_local_tests_only = 1; $myhostname = 'a.b';"), "");
    CHECK_EQUAL(
        warnings("$sa_local_tests_only = 0;"),
        "50-user:1:1: $sa_local_tests_only is not true; this version runs no tests "
        "that ask the network all the same\n");
    CHECK_EQUAL(warnings("$myhostname = 'mail';"),
                "50-user:1:1: $myhostname is not fully qualified: <mail>; write "
                "$myhostname = 'mail.example.com' with your own name\n");
}

TEST(the_manual_page_describes_each_setting_in_use)
{
    std::ifstream page("man/chainmail.conf.5");
    if (!page) {
        std::cout
            << "skipped the_manual_page_describes_each_setting_in_use: run it from "
               "the root of the project\n";
        return;
    }
    const std::string all{std::istreambuf_iterator<char>(page), {}};
    for (const auto& one : variables()) {
        if (one.effect != Effect::used) continue;
        const auto entry = ".It Va " + one.name + "\n";
        CHECK_EQUAL(one.name + (all.find(entry) == std::string::npos ? " missing" : ""),
                    one.name);
    }
}
