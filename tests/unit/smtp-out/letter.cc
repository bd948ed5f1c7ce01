// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "smtp-out/letter.h"

#include "tests/unit/check.h"

using namespace chainmail::smtp_out;

namespace {

const Features everything = read_features({"mx.example Hello",
                                           "pipelining",
                                           "SIZE 1000",
                                           "8BITMIME",
                                           "SMTPUTF8",
                                           "DSN",
                                           "AUTH PLAIN",
                                           "XFORWARD NAME ADDR PORT",
                                           "XFORWARD PROTO HELO IDENT SOURCE"});

Letter letter()
{
    Letter one;
    one.sender = "s@x";
    one.size = 47;
    one.body = "8BITMIME";
    one.smtputf8 = true;
    one.ret = "HDRS";
    one.envid = "q+2B1";
    one.auth = "<>";
    return one;
}

} // namespace

TEST(features_are_read_whatever_their_case)
{
    CHECK(everything.pipelining && everything.size && everything.eight_bit &&
          everything.utf8 && everything.dsn && everything.auth);
    CHECK_EQUAL(everything.xforward.size(), 7U);
    CHECK(!read_features({"PIPELINING"}).pipelining);
    CHECK(!read_features({"x", "PIPELININGS"}).pipelining);
}

TEST(mail_says_all_that_is_offered)
{
    CHECK_EQUAL(mail_command(letter(), everything),
                "MAIL FROM:<s@x> SIZE=47 BODY=8BITMIME SMTPUTF8 AUTH=<> RET=HDRS "
                "ENVID=q+2B1\r\n");
}

TEST(mail_says_nothing_that_is_not_offered)
{
    CHECK_EQUAL(mail_command(letter(), {}), "MAIL FROM:<s@x>\r\n");
    Letter plain;
    CHECK_EQUAL(mail_command(plain, everything), "MAIL FROM:<> SIZE=0\r\n");
}

TEST(rcpt_parameters_need_dsn)
{
    const To to{"r@y", "NEVER", "rfc822;r@z"};
    CHECK_EQUAL(rcpt_command(to, everything),
                "RCPT TO:<r@y> NOTIFY=NEVER ORCPT=rfc822;r@z\r\n");
    CHECK_EQUAL(rcpt_command(to, {}), "RCPT TO:<r@y>\r\n");
    CHECK_EQUAL(rcpt_command({"r@y", "", ""}, everything), "RCPT TO:<r@y>\r\n");
}

TEST(xforward_says_what_is_known_and_offered)
{
    chainmail::wire::Client client;
    client.addr = "2001:db8::1";
    client.name = "a b+c";
    client.port = "25";
    client.helo = "";
    const auto all = xforward_commands(client, everything);
    CHECK_EQUAL(all.size(), 1U);
    CHECK_EQUAL(all.at(0), "XFORWARD NAME=a+20b+2Bc ADDR=IPV6:2001:db8::1 PORT=25\r\n");
    CHECK_EQUAL(xforward_commands(client, read_features({"x", "XFORWARD ADDR"})).at(0),
                "XFORWARD ADDR=IPV6:2001:db8::1\r\n");
    CHECK(xforward_commands(client, {}).empty());
    CHECK(xforward_commands({}, everything).empty());
}

TEST(long_xforward_is_several_commands)
{
    chainmail::wire::Client client;
    client.name = std::string(300, 'n');
    client.helo = std::string(300, 'h');
    client.ident = "4ABC";
    const auto all = xforward_commands(client, everything);
    CHECK_EQUAL(all.size(), 2U);
    for (const auto& command : all)
        CHECK(command.size() <= 512 && command.starts_with("XFORWARD "));
    CHECK(all.at(1).ends_with(" IDENT=4ABC\r\n"));
}
