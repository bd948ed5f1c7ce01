// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "policy/banks.h"

#include "site.h"

using namespace chainmail;
using namespace chainmail::policy;

namespace {

const std::string some_banks =
    "$policy_bank{'MYNETS'} = {};\n"
    "$policy_bank{'ORIGINATING'} = {originating => 1};\n"
    "$policy_bank{'LIST'} = {originating => 0};\n"
    "$interface_policy{'10026'} = 'ORIGINATING';\n"
    "$interface_policy{'127.0.0.1:10028'} = 'LIST';\n"
    "$interface_policy{'SOCK'} = 'LIST';\n"
    "@mynetworks = qw(192.0.2.0/24 !198.51.100.9 198.51.100.0/24);\n";

std::string
bank(const Site& site, std::string_view interface, std::string_view client = "")
{
    return site.configuration(interface, client).bank;
}

} // namespace

TEST(the_port_and_the_client_choose_the_banks)
{
    const Site site(some_banks);
    CHECK_EQUAL(bank(site, "[127.0.0.1]:10024"), "");
    CHECK_EQUAL(bank(site, "[127.0.0.1]:10026"), "ORIGINATING");
    CHECK_EQUAL(bank(site, "[::1]:10026"), "ORIGINATING");
    CHECK_EQUAL(bank(site, "[127.0.0.1]:10028"), "LIST");
    CHECK_EQUAL(bank(site, "[127.0.0.2]:10028"), "");
    CHECK_EQUAL(bank(site, "/run/filter.sock"), "LIST");
    CHECK_EQUAL(bank(site, "[127.0.0.1]:10024", "192.0.2.7"), "MYNETS");
    CHECK_EQUAL(bank(site, "[127.0.0.1]:10026", "192.0.2.7"), "ORIGINATING/MYNETS");
    CHECK_EQUAL(bank(site, "[127.0.0.1]:10024", "198.51.100.9"), "");
    CHECK_EQUAL(bank(site, "[127.0.0.1]:10024", "203.0.113.1"), "");
}

TEST(mynets_means_ours_unless_it_says_otherwise)
{
    const Site site(some_banks);
    CHECK(!site.configuration().originating);
    CHECK(site.configuration("", "192.0.2.7").originating);
    CHECK(site.configuration("[127.0.0.1]:10026").originating);
    CHECK(!site.configuration("[127.0.0.1]:10028").originating);
    const Site other("$policy_bank{'MYNETS'} = {originating => 0};");
    CHECK(!other.configuration("", "10.1.2.3").originating);
}

TEST(banks_can_say_what_becomes_of_dsn_parameters)
{
    const Site site("$propagate_dsn_if_possible = 0;"
                    "$interface_policy{'10026'} = 'A';"
                    "$policy_bank{'A'} = {propagate_dsn_if_possible => 1,"
                    " terminate_dsn_on_notify_success => 0};");
    CHECK(!site.configuration().passes_dsn);
    const auto& bank = site.configuration("[127.0.0.1]:10026");
    CHECK(bank.passes_dsn == true && bank.ends_success_dsn == false);
}

TEST(a_bank_that_is_not_there_is_not_loaded)
{
    const Site site("$interface_policy{'10026'} = 'NONE';");
    CHECK_EQUAL(bank(site, "[127.0.0.1]:10026", "10.1.2.3"), "");
    CHECK(!site.configuration("[127.0.0.1]:10026", "10.1.2.3").originating);
}

TEST(only_the_first_rule_for_the_client_counts_and_may_name_several_banks)
{
    const Site site(
        "$policy_bank{'A'} = {}; $policy_bank{'B'} = {}; $policy_bank{'C'} = {};\n"
        "@client_ipaddr_policy = ([qw(192.0.2.0/25)] => 'A, B',\n"
        "  [qw(192.0.2.0/24)] => 'C', {'203.0.113' => 1} => 'B');");
    CHECK_EQUAL(bank(site, "", "192.0.2.1"), "A/B");
    CHECK_EQUAL(bank(site, "", "192.0.2.200"), "C");
    CHECK_EQUAL(bank(site, "", "203.0.113.77"), "B");
    CHECK_EQUAL(bank(site, "", "8.8.8.8"), "");
}

TEST(a_bank_overrides_what_it_names)
{
    const Site site("$sa_tag_level_deflt = 2.0;\n"
                    "$final_spam_destiny = D_PASS;\n"
                    "$policy_bank{'X'} = {\n"
                    "  spam_tag_level_maps => [-999], spam_kill_level_maps => 4,\n"
                    "  final_destiny_maps_by_ccat => {CC_SPAM, D_REJECT},\n"
                    "  local_domains_maps => [['.']], };\n"
                    "$interface_policy{'10030'} = 'X';");
    const auto& c = site.configuration("[127.0.0.1]:10030");
    const Subject subject("a@b.example", c.keys);
    CHECK_EQUAL(c.tag_level.value(subject).text().value_or(""), "-999");
    CHECK_EQUAL(c.kill_level.value(subject).text().value_or(""), "4");
    CHECK(c.local_domains.is_true(subject));
    CHECK(rule_on(spam_category, subject, c)->destiny == Destiny::reject);
    // The other categories stay: hashes are merged.
    CHECK(rule_on(infected, subject, c)->destiny == Destiny::discard);
    CHECK(!site.configuration().local_domains.is_true(subject));
}

TEST(a_bank_overrides_what_a_table_by_category_refers_to)
{
    const Site site("$policy_bank{'X'} = {final_spam_destiny => D_DISCARD,\n"
                    "  spam_lovers_maps => [['b.example']],\n"
                    "  forward_method => 'smtp:[127.0.0.1]:10027'};\n"
                    "$interface_policy{'1'} = 'X';");
    const auto& c = site.configuration("[127.0.0.1]:1");
    const Subject lover("a@b.example", c.keys);
    CHECK(rule_on(spam_category, lover, c)->destiny == Destiny::discard);
    CHECK(rule_on(spam_category, lover, c)->lover.has_value());
    CHECK(!rule_on(spam_category, Subject("a@c.example", c.keys), c)->lover);
    CHECK_EQUAL(c.forward_methods.find(catch_all)->value(lover).text().value_or(""),
                "smtp:[127.0.0.1]:10027");
    CHECK(rule_on(spam_category, lover, site.configuration())->destiny ==
          Destiny::pass);
}

TEST(a_text_in_place_of_a_list_is_a_constant)
{
    const Site site(
        "$policy_bank{'X'} = {whitelist_sender_maps => ['@whitelist_sender_maps']};\n"
        "$interface_policy{'1'} = 'X';");
    const auto& c = site.configuration("[127.0.0.1]:1");
    CHECK(c.senders.white.is_true(Subject("anybody@at.example", c.keys)));
}

TEST(our_users_have_a_bank)
{
    const Site site("$policy_bank{'MYUSERS'} = {}; $policy_bank{'MYNETS'} = {};");
    const auto inside = site.banks().choose("", "10.0.0.1");
    CHECK_EQUAL(inside.configuration->bank, "MYNETS");
    CHECK(inside.for_users != nullptr && inside.for_users->bank == "MYNETS/MYUSERS");
    CHECK(site.banks().choose("", "203.0.113.1").for_users == nullptr);
}

TEST(our_users_are_local_senders)
{
    const Site site("$policy_bank{'MYUSERS'} = {}; $policy_bank{'MYNETS'} = {};");
    const auto loaded = [&](const std::string& sender) {
        Parties parties;
        parties.client = "10.0.0.1";
        parties.senders = {sender};
        parties.recipients = {"x@y.example"};
        return (*rules_for(parties, site.banks(), {}, {}))->configuration->bank;
    };
    CHECK_EQUAL(loaded("me@example.com"), "MYNETS/MYUSERS");
    CHECK_EQUAL(loaded("me@elsewhere.example"), "MYNETS");
    CHECK_EQUAL(loaded(""), "MYNETS");
}

TEST(networks_that_are_none_are_refused_with_their_place)
{
    const Site site("@client_ipaddr_policy = (['10.0.0.300'] => 'A');");
    CHECK(site.error().starts_with("conf:3:"));
}

TEST(malware_has_banks_of_its_own)
{
    const Site site(
        "@virus_name_to_policy_bank_maps ="
        " (new_RE([qr'^Test' => 'A, B'], [qr'^Other' => 'NONE']));"
        "$policy_bank{'A'} = { soft_bounce => 1 }; $policy_bank{'B'} = {};");
    Facts facts;
    facts.infected = true;
    const auto bank = [&](const std::string& virus) {
        facts.viruses = {"Unknown", virus};
        Parties parties;
        parties.senders = {"a@b"};
        parties.recipients = {"c@d"};
        const auto rules = rules_for(parties, site.banks(), facts, {});
        load_for_viruses(site.banks(), facts, **rules);
        return (*rules)->configuration->bank;
    };
    CHECK_EQUAL(bank("Test.1"), "A/B");
    CHECK_EQUAL(bank("Other"), "");
    CHECK_EQUAL(bank("x"), "");
    facts.infected = false;
    CHECK_EQUAL(bank("Test.1"), "");
    CHECK(bank_names("1") == std::vector<std::string>{"VIRUS"});
}

TEST(only_what_amavisd_takes_from_banks_is_taken)
{
    const Site site("$interface_policy{'10026'} = 'A'; $sa_tag2_level_deflt = 5;"
                    "$policy_bank{'A'} = {sa_tag2_level_deflt => 3, "
                    "final_spam_destiny => -3};");
    const auto& bank = site.configuration("[127.0.0.1]:10026");
    const Subject nobody("a@b.example", {});
    CHECK_EQUAL(bank.tag2_level.value(nobody).text().value_or(""), "5");
}
