// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "smtp-in/parameters.h"

#include "tests/unit/check.h"

namespace {

using namespace chainmail::smtp_in;

std::string mail(std::string_view rest)
{
    MailParameters to;
    return read_mail_parameters(rest, to);
}

std::string rcpt(std::string_view rest)
{
    RcptParameters to;
    return read_rcpt_parameters(rest, to);
}

TEST(mail_parameters)
{
    MailParameters to;
    CHECK_EQUAL(read_mail_parameters("size=10 SIZE=20 BODY=8bitmime SMTPUTF8 RET=hdrs "
                                     " ENVID=x+2By AUTH=<>",
                                     to),
                "");
    CHECK(to.size == 20U);
    CHECK_EQUAL(to.body, "8BITMIME");
    CHECK(to.smtputf8);
    CHECK_EQUAL(to.ret, "HDRS");
    CHECK_EQUAL(to.envid, "x+2By");
    CHECK_EQUAL(to.auth, "<>");
}

TEST(mail_parameters_refused)
{
    CHECK_EQUAL(mail("SIZE=abc"), "501 5.5.4 Syntax error in MAIL parameter: SIZE");
    CHECK_EQUAL(mail("SIZE"), "501 5.5.4 Syntax error in MAIL parameter: SIZE");
    CHECK_EQUAL(mail("SIZE=-1"), "501 5.5.4 Syntax error in MAIL parameter: SIZE");
    CHECK_EQUAL(mail("BODY=BINARYMIME"),
                "501 5.5.4 Syntax error in MAIL parameter: BODY");
    CHECK_EQUAL(mail("RET=SOME"), "501 5.5.4 Syntax error in MAIL parameter RET: SOME");
    CHECK_EQUAL(mail("ENVID=a+b"), "501 5.5.4 Syntax error in MAIL parameter: ENVID");
    CHECK_EQUAL(mail("SMTPUTF8=1"),
                "501 5.5.4 Syntax error in MAIL parameter: SMTPUTF8");
    CHECK_EQUAL(mail("FOO=bar"), "504 5.5.4 MAIL command parameter error: FOO=bar");
    CHECK_EQUAL(mail("SIZE="), "501 5.5.4 Syntax error in MAIL parameters");
    CHECK_EQUAL(mail("=1"), "501 5.5.4 Syntax error in MAIL parameters");
}

TEST(a_size_beyond_all_numbers_is_large)
{
    MailParameters to;
    CHECK_EQUAL(read_mail_parameters("SIZE=99999999999999999999", to), "");
    CHECK(to.size == ~std::uint64_t{0});
    CHECK_EQUAL(mail("SIZE=999999999999999999999"),
                "501 5.5.4 Syntax error in MAIL parameter: SIZE");
}

TEST(rcpt_parameters)
{
    RcptParameters to;
    CHECK_EQUAL(read_rcpt_parameters("NOTIFY=success,Delay ORCPT=rfc822;q@x", to), "");
    CHECK_EQUAL(to.notify, "SUCCESS,DELAY");
    CHECK_EQUAL(to.orcpt, "rfc822;q@x");
}

TEST(rcpt_parameters_refused)
{
    const std::string notify = "501 5.5.4 Error in RCPT parameter NOTIFY, ";
    CHECK_EQUAL(rcpt("NOTIFY=MAYBE"), notify + "illegal value: MAYBE");
    CHECK_EQUAL(rcpt("NOTIFY=DELAY,"), notify + "illegal value: DELAY,");
    CHECK_EQUAL(rcpt("NOTIFY=NEVER,SUCCESS"),
                notify + "illegal combination of values: NEVER,SUCCESS");
    CHECK_EQUAL(rcpt("NOTIFY"), notify + "missing value");
    CHECK_EQUAL(rcpt("NOTIFY="), "501 5.5.4 Syntax error in RCPT parameters");
    CHECK_EQUAL(rcpt("FOO=1"), "555 5.5.4 RCPT command parameter unrecognized: FOO");
    CHECK_EQUAL(rcpt("ORCPT=bob"), "501 5.5.4 Syntax error in RCPT parameter: ORCPT");
    CHECK_EQUAL(rcpt("ORCPT=rfc822;a+zz"),
                "501 5.5.4 Syntax error in RCPT parameter: ORCPT");
}

TEST(xforward)
{
    chainmail::wire::Client c;
    CHECK_EQUAL(read_xforward("NAME=mx.example ADDR=IPv6:2001:db8::1 PORT=4711 "
                              "PROTO=ESMTP helo=a+20b IDENT=4ABC SOURCE=REMOTE",
                              c),
                "");
    CHECK_EQUAL(c.name, "mx.example");
    CHECK_EQUAL(c.addr, "2001:db8::1");
    CHECK_EQUAL(c.port, "4711");
    CHECK_EQUAL(c.proto, "ESMTP");
    CHECK_EQUAL(c.helo, "a b");
    CHECK_EQUAL(c.ident, "4ABC");
    CHECK_EQUAL(c.source, "REMOTE");
    CHECK_EQUAL(read_xforward("NAME=[UNAVAILABLE] HELO=a+0D+0ABcc:+20x", c), "");
    CHECK_EQUAL(c.name, "");
    CHECK_EQUAL(c.helo, "a??Bcc: x");
    CHECK_EQUAL(c.addr, "2001:db8::1");
    CHECK_EQUAL(read_xforward("", c), "");
}

TEST(xforward_refused_changes_nothing)
{
    chainmail::wire::Client c;
    CHECK_EQUAL(read_xforward("ADDR=10.0.0.1 FOO=bar", c),
                "501 5.5.4 XFORWARD command parameter error: FOO=bar");
    CHECK_EQUAL(c.addr, "");
    CHECK_EQUAL(read_xforward("ADDR", c),
                "501 5.5.4 Syntax error in XFORWARD parameters");
    CHECK_EQUAL(read_xforward("ADDR=", c),
                "501 5.5.4 Syntax error in XFORWARD parameters");
}

} // namespace
