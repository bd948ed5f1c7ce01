// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/freemail.h"

#include "rules.h"

using namespace rules;

namespace {

constexpr std::string_view settings =
    "freemail_domains free.com *.many.net\nfreemail_whitelist good@free.com\n"
    "header F eval:check_freemail_from()\nheader R "
    "eval:check_freemail_replyto('reply')\n"
    "header H eval:check_freemail_header('X-From', '^spam')\n"
    "body B eval:check_freemail_body()\n";

} // namespace

TEST(providers_are_known_by_domain)
{
    FreemailSettings known;
    known.domains = {"free.com"};
    known.wildcard_domains = {"*.many.net"};
    known.welcomelist = {"good@free.com"};
    CHECK(is_freemail("a@free.com", known));
    CHECK(is_freemail("a@x.many.net", known));
    CHECK(!is_freemail("good@free.com", known));
    CHECK(!is_freemail("a@example.com", known));
}

TEST(senders_in_headers)
{
    CHECK_EQUAL(hits(settings, "From: a@free.com\n\n"), "F");
    CHECK_EQUAL(hits(settings, "From: a@example.com\n\n"), "");
    CHECK_EQUAL(hits(settings, "From: good@free.com\n\n"), "");
    CHECK_EQUAL(hits(settings, "X-From: spam@free.com\n\n"), "H");
    CHECK_EQUAL(hits(settings, "X-From: ham@free.com\n\n"), "");
}

TEST(a_reply_goes_elsewhere)
{
    CHECK_EQUAL(hits(settings, "From: x@example.com\nReply-To: a@free.com\n\n"), "");
    CHECK_EQUAL(hits(settings, "From: x@free.com\nReply-To: a@free.com\n\n"), "F R");
}

TEST(addresses_in_the_body)
{
    CHECK_EQUAL(hits(settings, "A: b\n\nwrite to a@free.com now\n"), "B");
    CHECK_EQUAL(hits(settings, "A: b\n\nJohn <a@free.com> wrote:\n"), "");
}

TEST(lists_and_bounces)
{
    CHECK(looks_like_bulk("list-bounces@example.com"));
    CHECK(!looks_like_bulk("john@example.com"));
}
