// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "chainmail/access.h"
#include "chainmail/interface_bank.h"
#include "unit/check.h"

using namespace chainmail;

namespace {

config::Settings settings(const std::string& text)
{
    const auto read = config::read_text("test", text);
    if (!read) check::fail(__FILE__, __LINE__, read.error().what);
    return read ? *read : config::Settings();
}

std::string refusal(const config::Settings& of, const char* place, const char* peer)
{
    const auto access = supervisor::Access::of(of, place);
    return access ? access->refusal(peer) : access.error().what;
}

} // namespace

TEST(only_this_machine_by_default)
{
    const auto standard = settings("1;");
    CHECK_EQUAL(refusal(standard, "[127.0.0.1]:10024", "127.0.0.1"), "");
    CHECK_EQUAL(refusal(standard, "[::1]:10024", "::1"), "");
    CHECK_EQUAL(refusal(standard, "[127.0.0.1]:10024", "192.0.2.1"),
                "DENIED ACCESS from IP 192.0.2.1, policy bank ''");
    CHECK_EQUAL(refusal(standard, "/var/x.sock", ""), "");
}

TEST(the_bank_of_the_place_decides_first)
{
    const auto banks = settings("$interface_policy{'10026'} = 'A';"
                                "$interface_policy{'192.0.2.1:10026'} = 'B';"
                                "$interface_policy{'[::1]:10026'} = 'B';"
                                "$policy_bank{'A'} = { inet_acl => ['10/8'] };"
                                "$policy_bank{'B'} = { inet_acl => ['192.0.2/24'] };");
    CHECK_EQUAL(refusal(banks, "[127.0.0.1]:10026", "10.1.2.3"), "");
    CHECK_EQUAL(refusal(banks, "[192.0.2.1]:10026", "192.0.2.7"), "");
    CHECK_EQUAL(refusal(banks, "[192.0.2.1]:10026", "10.1.2.3"),
                "DENIED ACCESS from IP 10.1.2.3, policy bank 'A/B'");
    CHECK_EQUAL(refusal(banks, "[::1]:10026", "192.0.2.7"), "");
    CHECK_EQUAL(refusal(banks, "[127.0.0.1]:10024", "127.0.0.1"), "");
}

TEST(an_element_that_is_no_network_is_told_with_its_place)
{
    const auto wrong =
        refusal(settings("@inet_acl = ('127.0.0.x');"), "x", "127.0.0.1");
    CHECK(wrong.starts_with("test:1:1: @inet_acl: "));
    CHECK(wrong.find("127.0.0.x") != std::string::npos);
}

TEST(protocols_of_unix_sockets)
{
    const auto banks = settings("$interface_policy{'SOCK'} = 'A';"
                                "$interface_policy{'/lmtp'} = 'B';"
                                "$policy_bank{'A'} = { protocol => 'AM.PDP' };"
                                "$policy_bank{'B'} = { protocol => 'LMTP' };");
    CHECK(!supervisor::bank_of(banks, "/x").is_mail());
    CHECK(supervisor::bank_of(banks, "/lmtp").is_mail());
    CHECK_EQUAL(supervisor::bank_of(banks, "/lmtp").path, "A/B");
    CHECK(supervisor::bank_of(banks, "[::1]:10024").is_mail());
}
