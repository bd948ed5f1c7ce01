// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "policy/received.h"

#include "../check.h"
#include "base/text.h"
#include "mail/field.h"

#include <cstdlib>
#include <ctime>

using namespace chainmail;
using namespace chainmail::policy;

namespace {

wire::Envelope usual()
{
    wire::Envelope e;
    e.time_ms = 1705312805678;
    e.interface = "[127.0.0.1]:10024";
    e.protocol = "ESMTP";
    e.helo = "mx.example.com";
    e.peer = "127.0.0.1";
    e.recipients = {{"bob@example.com", "", ""}};
    return e;
}

std::string made(const wire::Envelope& envelope)
{
    ::setenv("TZ", "UTC", 1);
    ::tzset();
    Configuration c;
    c.host_name = "mail.example.com";
    c.localhost_name = "localhost";
    c.product_name = "amavis";
    return received_field(envelope, c, "7vykgLjHGVrk");
}

bool has(const wire::Envelope& envelope, std::string_view text)
{
    return mail::unfold(made(envelope)).find(text) != std::string::npos;
}

} // namespace

TEST(has_amavisds_form)
{
    CHECK_EQUAL(made(usual()),
                "Received: from mx.example.com ([127.0.0.1])\n"
                " by localhost (mail.example.com [127.0.0.1]) (amavis, port 10024)\n"
                " with ESMTP id 7vykgLjHGVrk for <bob@example.com>;\n"
                " Mon, 15 Jan 2024 10:00:05 +0000");
}

TEST(several_recipients_do_not_learn_of_each_other)
{
    auto e = usual();
    e.recipients.push_back({"mary@example.com", "", ""});
    CHECK(has(e, "with ESMTP id 7vykgLjHGVrk; Mon, 15 Jan 2024"));
    CHECK(!has(e, "bob@"));
}

TEST(names_addresses_of_version_6)
{
    auto e = usual();
    e.peer = "::1";
    e.interface = "[::1]:10026";
    CHECK(has(e, "from mx.example.com ([IPv6:::1]) by localhost"));
    CHECK(has(e, "(mail.example.com [IPv6:::1]) (amavis, port 10026)"));
}

TEST(names_a_socket_without_an_address)
{
    auto e = usual();
    e.interface = "/run/chainmail/smtp";
    e.peer = "";
    e.helo = "";
    CHECK(
        has(e, "from unknown by localhost (mail.example.com) (amavis, unix socket) "));
}

TEST(says_only_protocols_that_are_known)
{
    auto e = usual();
    for (const auto* word : {"SMTP",
                             "ESMTP",
                             "ESMTPS",
                             "ESMTPA",
                             "ESMTPSA",
                             "LMTP",
                             "LMTPA",
                             "UTF8SMTP",
                             "UTF8SMTPSA",
                             "UTF8LMTP"}) {
        e.protocol = word;
        CHECK(has(e, text::cat(" with ", word, " id ")));
    }
    for (const auto* word : {"", "HTTP", "ESMTPX", "ELMTP", "SMTP id x"}) {
        e.protocol = word;
        CHECK(has(e, "port 10024) id 7vykgLjHGVrk for"));
    }
}

TEST(a_name_cannot_add_a_field)
{
    auto e = usual();
    e.helo = "a\nX-Spam-Flag: NO";
    CHECK(has(e, "from a?X-Spam-Flag:?NO ([127.0.0.1])"));
    e.recipients[0].addr = "\"a\nb c\"@example.com";
    CHECK(has(e, "for <\"a?b?c\"@example.com>;"));
}
