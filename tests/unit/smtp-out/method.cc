// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "smtp-out/method.h"

#include "tests/unit/check.h"

using namespace chainmail::smtp_out;

TEST(an_address_and_port)
{
    const auto m = parse_method("smtp:[127.0.0.1]:10025");
    CHECK(m && m->kind == Method::Kind::smtp);
    CHECK_EQUAL(m->host, "127.0.0.1");
    CHECK_EQUAL(m->port, "10025");
    CHECK_EQUAL(m->text, "smtp:[127.0.0.1]:10025");
}

TEST(ipv6_and_lmtp)
{
    const auto m = parse_method("LMTP:[2001:db8::1]:24");
    CHECK(m && m->kind == Method::Kind::lmtp);
    CHECK_EQUAL(m->host, "2001:db8::1");
    CHECK_EQUAL(m->port, "24");
}

TEST(names_and_sockets)
{
    const auto name = parse_method("smtp:mail.example:25");
    CHECK(name && name->host == "mail.example" && name->port == "25");
    const auto socket = parse_method("lmtp:/run/dovecot/lmtp");
    CHECK(socket && socket->path == "/run/dovecot/lmtp" && socket->host.empty());
    const auto maildir = parse_method("maildir:/var/mail/all");
    CHECK(maildir && maildir->kind == Method::Kind::maildir);
    CHECK_EQUAL(maildir->path, "/var/mail/all");
}

TEST(what_is_no_method)
{
    for (const auto* text : {"",
                             "smtp",
                             "smtp:",
                             "smtp:[127.0.0.1]",
                             "smtp:[127.0.0.1:25",
                             "smtp:[]:25",
                             "smtp:[127.0.0.1]:0",
                             "smtp:[127.0.0.1]:65536",
                             "smtp:[127.0.0.1]:25x",
                             "smtp:[127.0.0.1]25",
                             "smtp::25",
                             "maildir:relative",
                             "pipe:/bin/cat",
                             "local:x"}) {
        const auto m = parse_method(text);
        CHECK(!m);
        CHECK(m ||
              m.error().what.find("write smtp:[ADDRESS]:PORT") != std::string::npos);
    }
}

TEST(stars_stand_for_where_the_mail_came_from)
{
    chainmail::wire::Envelope e;
    e.peer = "192.0.2.7";
    e.interface = "[127.0.0.1]:10024";
    const auto m = fill_in(*parse_method("smtp:*:*"), e);
    CHECK(m);
    CHECK_EQUAL(m->text, "smtp:[192.0.2.7]:10025");
    CHECK_EQUAL(m->host, "192.0.2.7");
    CHECK_EQUAL(m->port, "10025");
    const auto half = fill_in(*parse_method("lmtp:[::1]:*"), e);
    CHECK(half && half->text == "lmtp:[::1]:10025");
}

TEST(stars_that_stand_for_nothing_known)
{
    chainmail::wire::Envelope e;
    e.interface = "/run/chainmail.sock";
    CHECK(!fill_in(*parse_method("smtp:*:25"), e));
    CHECK(!fill_in(*parse_method("smtp:[::1]:*"), e));
    e.interface = "[127.0.0.1]:65535";
    CHECK(!fill_in(*parse_method("smtp:[::1]:*"), e));
}
