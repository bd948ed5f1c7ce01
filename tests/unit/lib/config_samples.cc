// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The files of tests/config, in the shapes that people have, and some values of each.
// config_oracle.cc compares all values with Perl's.
#include "config_check.h"

#include "config/variables.h"

#include <filesystem>
#include <fstream>
#include <iterator>

using namespace check;
using chainmail::config::canonical;
using chainmail::config::find_variable;
using chainmail::config::RegexTable;
namespace fs = std::filesystem;

namespace {

/// The settings of tests/config/NAME.conf; those of an empty file if it cannot be read.
Settings sample(const std::string& name)
{
    const auto file = "tests/config/" + name + ".conf";
    std::ifstream in(file);
    const std::string content{std::istreambuf_iterator<char>(in), {}};
    auto around = chainmail::config::system_surroundings();
    around.mail_name = host().mail_name;
    around.host_name = host().host_name;
    auto read = chainmail::config::read_sources({{file, content}}, around);
    CHECK_EQUAL(name + ": " + (read ? "" : read.error().what), name + ": ");
    return read ? std::move(*read) : settings("");
}

const Value& key(const Value& hash, std::string_view name)
{
    static const Value none;
    const auto* content = hash.get<Hash>();
    if (content == nullptr) return none;
    const auto found = content->find(name);
    return found == content->end() ? none : found->second;
}

bool is_here()
{
    if (fs::exists("tests/config/seed.conf")) return true;
    std::cout << "skipped: run it from the root of the project\n";
    return false;
}

} // namespace

TEST(every_sample_loads_and_survives_being_written_down)
{
    if (!is_here()) return;
    int count = 0;
    for (const auto& entry : fs::directory_iterator("tests/config")) {
        if (entry.path().extension() != ".conf") continue;
        ++count;
        const auto s = sample(entry.path().stem().string());
        std::vector<std::string> names;
        for (const auto& [name, setting] : s.assigned()) {
            if (find_variable(name) != nullptr) names.push_back(name);
        }
        const auto again = chainmail::config::read_text("s", canonical(s, names));
        CHECK_EQUAL(again ? "" : again.error().what, "");
        if (again) CHECK(*again == s.only(names));
    }
    CHECK(count >= 15);
}

TEST(the_seed)
{
    if (!is_here()) return;
    const auto s = sample("seed");
    CHECK(s.scalar("$sa_spam_subject_tag").is_undef());
    CHECK(s.scalar("$sa_tag_level_deflt").is_undef());
    CHECK_EQUAL(text(s.scalar("$final_spam_destiny")), "1");
    CHECK_EQUAL(text(s.scalar("$sql_lookups")), "1");
    CHECK_EQUAL(text(s.scalar("$sql_select_policy")),
                "SELECT name FROM virtual_domains WHERE CONCAT('@',name) IN (%k)");
    CHECK_EQUAL(row(*s.list("@lookup_sql_dsn")[0].get<List>()),
                "DBI:Pg:database=mailserver;host=127.0.0.1;port=5432|mailuser|"
                "mailuser2009|");
    CHECK(s.warnings().empty());
}

TEST(panels_and_installers)
{
    if (!is_here()) return;
    const auto script = sample("mail-server-script");
    const Value& bank = key(script.scalar("%policy_bank"), "ORIGINATING");
    CHECK_EQUAL(text(key(bank, "forward_method")), "smtp:[127.0.0.1]:10028");
    CHECK_EQUAL(row(*key(bank, "spam_admin_maps").get<List>()), "root@example.com|");
    CHECK_EQUAL(text(key(script.scalar("%interface_policy"), "9998")), "AM.PDP-INET");
    CHECK_EQUAL(row(script.list("$inet_socket_port")), "10024|10026|9998|");
    CHECK_EQUAL(script.list("@lookup_sql_dsn").size(), 1U);
    const auto panel = sample("hosting-panel");
    CHECK_EQUAL(text(panel.scalar("$final_banned_destiny")), "-2");
    CHECK_EQUAL(text((*panel.list("@lookup_sql_dsn")[0].get<List>())[2]), "p4n#l$%&");
    const auto web = sample("mailbox-web");
    CHECK_EQUAL(text((*web.list("@storage_sql_dsn")[0].get<List>())[2]), "it's $ecret");
    CHECK_EQUAL(row(web.list("@local_domains_acl")),
                ".b.example.org|.example.com|a.example.org|.example.com|");
    CHECK_EQUAL(web.list("@mynetworks").size(), 9U);
}

TEST(settings_after_the_end_count)
{
    if (!is_here()) return;
    const auto s = sample("container");
    CHECK_EQUAL(text(s.scalar("$sa_kill_level_deflt")), "8");
    CHECK_EQUAL(text(s.scalar("$sa_tag_level_deflt")), "-999");
    CHECK_EQUAL(text(sample("small-office").scalar("$max_servers")), "2");
}

TEST(lists_by_hand)
{
    if (!is_here()) return;
    const auto s = sample("small-office");
    CHECK_EQUAL(text(key(s.scalar("%whitelist_sender"), "nobody@cert.org")), "1");
    CHECK_EQUAL(text(key(s.scalar("%blacklist_sender"), ".example.biz")), "1");
    CHECK_EQUAL(text(key(s.scalar("%final_destiny_maps_by_ccat"), "6")), "-3");
    CHECK_EQUAL(text(key(s.scalar("%final_destiny_maps_by_ccat"), "4,3")), "0");
    CHECK_EQUAL(text(key(s.scalar("%lovers_maps_by_ccat"), "CC_CLEAN")),
                "a text for a key");
    CHECK_EQUAL(text(s.scalar("$notify_sender_templ")),
                "stripped example.com\n  keeps two\n");
    const auto* table = s.scalar("$blacklist_sender_re").get<RegexTable>();
    CHECK(table != nullptr && table->rows.size() == 3);
}

TEST(files_of_addresses)
{
    if (!is_here()) return;
    const auto s = sample("web-agency");
    CHECK_EQUAL(text(key(s.scalar("%whitelist_sender"), "john doe@example.org")),
                "-2.5");
    CHECK_EQUAL(text(key(s.scalar("%local_domains"), "example.org")), "0");
    CHECK_EQUAL(row(s.list("@inet_acl")),
                "10.0.0.0/8|192.0.2.0/24|[2001:DB8::]/32|172.16.0.1|");
    const auto policy = s.list("@client_ipaddr_policy");
    CHECK_EQUAL(policy.size(), 6U);
    CHECK_EQUAL(text(policy[3]), "INSIDE");
    CHECK_EQUAL(policy[4].get<Reference>()->name, "@mynetworks");
}

TEST(mistakes_that_load)
{
    if (!is_here()) return;
    const auto s = sample("dot-example");
    CHECK_EQUAL(row(s.list("@local_domains_maps")), "example.com|");
    const Value& bank = key(s.scalar("%policy_bank"), "MYNETS");
    CHECK(key(bank, "whitelist_sender_maps").is_undef());
    CHECK_EQUAL(text(key(bank, "spam_kill_level_maps")), "6");
    CHECK_EQUAL(text(key(s.scalar("%final_destiny_maps_by_ccat"), "CC_CLEAN")), "1");
    CHECK(key(s.scalar("%final_destiny_maps_by_ccat"), "1").is_undef());
}

TEST(templates_with_conditions)
{
    if (!is_here()) return;
    const auto s = sample("ansible");
    CHECK_EQUAL(text(s.scalar("$max_servers")), "4");
    CHECK_EQUAL(text(s.scalar("$child_timeout")), "300");
    CHECK_EQUAL(text(s.scalar("$syslog_ident")), "amavis-seen");
    CHECK_EQUAL(row(s.list("@local_domains_acl")),
                ".example.com|example.com|.example.com|example.org|.example.org|");
    CHECK_EQUAL(text(key(key(s.scalar("%policy_bank"), "P10031"), "originating")), "1");
    const auto managed = sample("puppet");
    CHECK_EQUAL(text(managed.scalar("$max_servers")), "6");
}

TEST(debians_files_load_as_they_are)
{
    constexpr const char* places[] = {"/usr/share/amavis/conf.d", "/etc/amavis/conf.d"};
    if (!fs::is_directory(places[0]) || !fs::is_directory(places[1])) {
        std::cout << "skipped debians_files_load_as_they_are: amavisd-new is not "
                     "installed\n";
        return;
    }
    const auto s = chainmail::config::read_directories({places[0], places[1]});
    CHECK_EQUAL(s ? "" : s.error().what, "");
    if (!s) return;
    for (const auto& one : s->warnings()) {
        const bool waits = one.find(" has no effect yet: ") != std::string::npos;
        const bool of_host = one.find("not fully qualified") != std::string::npos ||
                             one.find("$sa_local_tests_only") != std::string::npos ||
                             one.find("/etc/mailname") != std::string::npos;
        CHECK_EQUAL(waits || of_host ? "" : one, "");
    }
}
