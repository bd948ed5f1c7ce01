// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Files that the configuration names: tables of addresses, texts, further files; and
// who may write configuration files.
#include "config/address_files.h"
#include "config/safety.h"

#include "config_check.h"

#include <sys/stat.h>

using namespace check;
using chainmail::config::AddressRules;
using chainmail::config::check_writers;
using chainmail::config::parse_address_hash;
using chainmail::config::parse_address_list;
using chainmail::config::parse_networks;
using chainmail::config::read_sources;
using chainmail::config::Surroundings;

namespace {

using Files = std::map<std::string, std::string>;

Surroundings with(Files files)
{
    auto around = host();
    const auto find = [files](const std::string& file) -> Result<std::string> {
        const auto found = files.find(file);
        if (found == files.end()) return chainmail::permanent(file + ": missing");
        return found->second;
    };
    around.content = find;
    around.configuration = find;
    around.holds = [files](char, const std::string& file) {
        return files.contains(file);
    };
    return around;
}

Settings given(Files files, std::string_view text)
{
    auto read = read_sources({{"50-user", std::string(text)}}, with(std::move(files)));
    CHECK_EQUAL(read ? "" : read.error().what, "");
    return read ? std::move(*read) : *check::read("my (%h, @a);");
}

std::string wrong(Files files, std::string_view text)
{
    const auto read =
        read_sources({{"50-user", std::string(text)}}, with(std::move(files)));
    return read ? "no error" : read.error().what;
}

std::string pairs(const Hash& hash)
{
    std::string out;
    for (const auto& [key, value] : hash)
        out += key + "=" + text(value) + "|";
    return out;
}

std::string addresses(std::string_view text, AddressRules rules = {})
{
    Hash hash;
    for (auto& [key, value] : parse_address_hash(text, rules))
        hash.insert_or_assign(key, value);
    return pairs(hash);
}

} // namespace

TEST(lines_of_address_files)
{
    CHECK_EQUAL(addresses("A@B.C\nd@e  a  b \nf # x\ng 1 # y\n\n# z\n#\n"),
                "a@b.c=1|d@e=a  b |f=1|g=1|");
    CHECK_EQUAL(addresses(" key\n"), "=key|");
    CHECK_EQUAL(addresses("\"a b#\\\"c\"@D v\n"), "a b#\"c@d=v|");
    CHECK_EQUAL(addresses("<a@b>\n@r,@s:c@d\n@E\n.F.g\n"), ".f.g=1|@e=1|a@b=1|c@d=1|");
    CHECK_EQUAL(addresses("Ab@Cd\n", {true, false}), "Ab@cd=1|");
    CHECK_EQUAL(addresses("a v \n", {false, true}), "a=v|");
    CHECK_EQUAL(addresses("a 1\na 2"), "a=2|");
}

TEST(lists_of_addresses_and_networks)
{
    const auto list = parse_address_list("a@B.c # x\n\n \"d e\"@f \n\"g@h\"\n#\n");
    CHECK_EQUAL(list.size(), 3U);
    CHECK_EQUAL(list[0], "a@B.c");
    CHECK_EQUAL(list[1], " d e@f");
    CHECK_EQUAL(list[2], "g@h\""); // as amavisd has it
    const auto networks = parse_networks("10/8 x\n  y\n#\n\n192.0.2.1\n  # go on\n");
    CHECK_EQUAL(networks.size(), 2U);
    CHECK_EQUAL(networks[0].first, "10/8");
    CHECK_EQUAL(text(networks[0].second), "x  y");
    CHECK_EQUAL(text(networks[1].second), "1");
}

TEST(tables_from_files)
{
    const auto s =
        given({{"/h", "a 1\nb 2\n"}, {"/l", "x\ny\n"}, {"/c", "10/8 A\n::1\n"}},
              "read_hash(\\%spam_lovers, '/h'); my $h = read_hash('/h');"
              "my @maps = (read_hash('/h'), read_array('/l'), \\%spam_lovers);"
              "@inet_acl = @{read_cidr('/c')}; my %c; read_cidr('/c', \\%c);"
              "read_array(\\@spam_lovers_acl, '/l');");
    CHECK_EQUAL(pairs(*s.scalar("%spam_lovers").get<Hash>()), "a=1|b=2|");
    CHECK_EQUAL(pairs(*s.scalar("$h").get<Hash>()), "a=1|b=2|");
    CHECK_EQUAL(row(s.list("@maps")), "a hash|a list|a reference|");
    CHECK_EQUAL(row(s.list("@inet_acl")), "10/8|::1|");
    CHECK_EQUAL(pairs(*s.scalar("%c").get<Hash>()), "10/8=A|::1=1|");
    CHECK_EQUAL(row(s.list("@spam_lovers_acl")), "x|y|");
    CHECK_EQUAL(chainmail::config::text(s.origin("%spam_lovers")), "50-user:1:1");
}

TEST(a_missing_file_is_an_error_with_its_place)
{
    CHECK_EQUAL(wrong({}, "\n my $x = read_hash('/h');"),
                "50-user:2:10: /h: missing: <read_hash('/h')>; the file has to exist");
    CHECK_EQUAL(wrong({{"/h", ""}}, "read_hash(\\@spam_lovers_acl, '/h');"),
                "50-user:1:1: the table to fill has to be a reference: "
                "<read_hash(\\@spam_lovers_acl, '/h')>; write read_hash(FILE), or "
                "\\%hash or \\@list with it");
}

TEST(texts_and_tests_of_files)
{
    const auto s =
        given({{"/t", "text\n"}},
              "my $t = read_text('/t'); my @l = (-e '/t', -f '/u' || 'none');"
              "$max_servers = 7 if -r '/t' && !-d '/u';");
    CHECK_EQUAL(text(s.scalar("$t")), "text\n");
    CHECK_EQUAL(row(s.list("@l")), "1|none|");
    CHECK_EQUAL(text(s.scalar("$max_servers")), "7");
}

TEST(templates_come_from_a_directory)
{
    Files files;
    for (const std::string one : {"dsn",
                                  "virus-sender",
                                  "virus-admin",
                                  "virus-recipient",
                                  "spam-sender",
                                  "spam-admin"})
        files["/d/en/template-" + one + ".txt"] = one;
    const auto s = given(files, "read_l10n_templates('en', '/d');");
    CHECK_EQUAL(text(s.scalar("$notify_sender_templ")), "dsn");
    CHECK_EQUAL(text(s.scalar("$notify_virus_recips_templ")), "virus-recipient");
}

TEST(further_files)
{
    const auto s =
        given({{"/a", "$max_servers = 3; my $x = 1; include_config_files('/b');"},
               {"/b", "$child_timeout = $max_servers + 1;"}},
              "my $x = 5; include_config_files('/a');"
              "include_optional_config_files('/none'); $smtpd_timeout = $x;");
    CHECK_EQUAL(text(s.scalar("$child_timeout")), "4");
    CHECK_EQUAL(text(s.scalar("$smtpd_timeout")), "5");
    CHECK_EQUAL(chainmail::config::text(s.origin("$child_timeout")), "/b:1:1");
    CHECK_EQUAL(wrong({}, "include_config_files('/none');"),
                "50-user:1:1: /none: missing: <include_config_files('/none')>");
    CHECK_EQUAL(
        wrong({{"/a", "\n$x = 1;"}}, "include_config_files('/a');").substr(0, 7),
        "/a:2:1:");
}

TEST(files_cannot_include_each_other_for_ever)
{
    const auto said =
        wrong({{"/a", "include_config_files('/a');"}}, "include_config_files('/a');");
    CHECK(said.find("more than 100 files include each other") != std::string::npos);
}

TEST(only_trusted_users_may_write_configuration)
{
    const auto said = [](mode_t mode, uid_t owner, bool root) {
        struct stat about = {};
        about.st_mode = S_IFREG | mode;
        about.st_uid = owner;
        const auto status = check_writers("/f", about, root);
        return status ? std::string("fine") : status.error().what;
    };
    CHECK_EQUAL(said(0644, 0, true), "fine");
    CHECK_EQUAL(said(0664, 0, true), "fine");
    CHECK_EQUAL(said(0644, 1000, false), "fine");
    CHECK_EQUAL(said(0646, 0, true),
                "/f: everybody can write this file; run `chmod o-w /f`");
    CHECK_EQUAL(said(0646, 1000, false),
                "/f: everybody can write this file; run `chmod o-w /f`");
    CHECK_EQUAL(said(0644, 1000, true),
                "/f: this file belongs to user 1000 and not to root; run `chown root "
                "/f`");
}
