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
        if (one.effect != Effect::used) continue;
        const auto said = error(one.name + " = " + std::string(one.standard) + ";");
        CHECK_EQUAL(one.name + ": " + said, one.name + ": no error");
    }
}

TEST(every_value_offered_for_an_unsupported_variable_is_accepted)
{
    for (const auto& one : variables()) {
        if (one.effect != Effect::unsupported || one.standard.empty()) continue;
        const auto s = settings("my @all = " + std::string(one.standard) + ";");
        for (const auto& value : s.list("@all")) {
            Settings copy = s;
            copy.assign(one.name, {value, {"f", 1, 1}, false});
            const auto text = chainmail::config::canonical(copy, {one.name});
            // Without its first line it is an ordinary file.
            const auto said = error(text.substr(text.find('\n')));
            CHECK_EQUAL(one.name + ": " + said, one.name + ": no error");
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

TEST(unsupported_settings_are_refused_at_their_place)
{
    CHECK_EQUAL(
        error("\n $QUARANTINEDIR = '/q';"),
        "50-user:2:2: known, but not supported by this version: "
        "<$QUARANTINEDIR>; remove this assignment or give it one of these values: "
        "(undef, '', 0)");
    CHECK_EQUAL(
        error("$policy_bank{'X'} = { a => 1 };\n@lookup_sql_dsn = (1);"),
        "50-user:1:1: known, but not supported by this version: <%policy_bank>; "
        "remove this assignment; likewise @lookup_sql_dsn at 50-user:2:1");
    CHECK_EQUAL(error("push(@whitelist_sender_acl, 'a');"),
                "50-user:1:6: known, but not supported by this version: "
                "<@whitelist_sender_acl>; remove this assignment or leave it empty");
    CHECK_EQUAL(error("$final_destiny_by_ccat{+CC_SPAM} = D_PASS;"),
                "50-user:1:1: known, but not supported by this version: "
                "<%final_destiny_maps_by_ccat>; remove this assignment");
}

TEST(unsupported_settings_may_have_values_that_change_nothing)
{
    CHECK_EQUAL(error("$QUARANTINEDIR = undef; $spam_quarantine_to = '';"), "no error");
    CHECK_EQUAL(error("$final_banned_destiny = D_PASS; $soft_bounce = '0';"),
                "no error");
    CHECK_EQUAL(error("@inet_acl = qw(127.0.0.1 [::1]);"), "no error");
    CHECK_EQUAL(error("@virus_lovers_maps = (\\%virus_lovers, \\@virus_lovers_acl, "
                      "\\$virus_lovers_re);"),
                "no error");
}

TEST(only_the_last_value_counts)
{
    CHECK_EQUAL(error("$QUARANTINEDIR = '/q'; $QUARANTINEDIR = undef;"), "no error");
    CHECK_EQUAL(error("$max_servers = 'many'; $max_servers = 3;"), "no error");
}

TEST(many_unsupported_settings_make_one_line)
{
    const auto said = error(
        "$virus_admin = $spam_admin = $banned_admin = $bad_header_admin = "
        "$newvirus_admin = $always_bcc = $soft_bounce = $defang_virus = $defang_all = "
        "$defang_spam = $originating = $enable_ldap = 'x';");
    CHECK(said.find('\n') == std::string::npos);
    CHECK(said.ends_with(" and 2 more"));
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
    CHECK_EQUAL(error("$final_spam_destiny = D_BOUNCE;"),
                "50-user:1:1: $final_spam_destiny: D_BOUNCE is not supported by this "
                "version: <-2>");
    CHECK_EQUAL(error("$final_spam_destiny = 7;"),
                "50-user:1:1: $final_spam_destiny: D_PASS, D_DISCARD, D_REJECT or "
                "D_TEMPFAIL is needed: <7>");
    CHECK_EQUAL(error("$final_virus_destiny = undef;"),
                "50-user:1:1: $final_virus_destiny: D_PASS, D_DISCARD, D_REJECT or "
                "D_TEMPFAIL is needed: <undef>");
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

TEST(maps_that_can_be_looked_up)
{
    CHECK_EQUAL(error("@local_domains_maps = (1);"), "no error");
    CHECK_EQUAL(error("@local_domains_maps = ( [ \".$mydomain\", '.x.org' ] );"),
                "no error");
    CHECK_EQUAL(error("my @a = ('a'); @local_domains_maps = (\\@a, 'example.com');"),
                "no error");
    CHECK_EQUAL(
        error("@local_domains_maps = ({ 'a' => 1 });"),
        "50-user:1:1: @local_domains_maps: this version cannot look up addresses "
        "in a hash");
    CHECK_EQUAL(
        error("my %h = (a => 1); @local_domains_maps = (\\%h);"),
        "50-user:1:19: @local_domains_maps: this version cannot look up addresses "
        "in \\%h, a hash");
    CHECK_EQUAL(
        error("@local_domains_maps = (['.x.org', ['.y.org']]);"),
        "50-user:1:1: @local_domains_maps: this version cannot look up addresses "
        "in a list");
    CHECK_EQUAL(error("@bypass_spam_checks_maps = (0, '1');"), "no error");
    CHECK_EQUAL(error("@bypass_spam_checks_maps = (\\%bypass_spam_checks, "
                      "\\@bypass_spam_checks_acl, \\$bypass_spam_checks_re);"),
                "no error");
    CHECK_EQUAL(error("@bypass_spam_checks_maps = (['.a.org']);"),
                "50-user:1:1: @bypass_spam_checks_maps: this version cannot look up "
                "addresses in a list");
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
