// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "policy/header_facts.h"

#include "../check.h"

using namespace chainmail;
using namespace chainmail::policy;

namespace {

HeaderFacts read(std::string_view header)
{
    return read_header(mail::split_header(header));
}

} // namespace

TEST(finds_message_ids)
{
    const auto facts = read("Subject: x\nmessage-id:  <1@a.example> (comment)\n"
                            "Message-ID: <2@a.example>\n"
                            "Resent-Message-Id:\n <3@a.example>\n\n");
    CHECK_EQUAL(facts.message_id, "<1@a.example>");
    CHECK_EQUAL(facts.resent_message_id, "<3@a.example>");
    CHECK_EQUAL(read("Message-ID: no brackets\n\n").message_id, "no brackets");
    CHECK_EQUAL(read("Message-ID: > <\n\n").message_id, "> <");
    CHECK_EQUAL(read("Subject: x\n\n").message_id, "");
    CHECK(read("Message-ID: <" + std::string(5000, 'x') + ">\n\n").message_id.size() <=
          1000);
}

TEST(finds_the_client_in_the_from_part)
{
    CHECK_EQUAL(client_address(" from mx.sender.example (mx.sender.example "
                               "[203.0.113.9])\n\tby mx.example.com (Postfix)"),
                "203.0.113.9");
    CHECK_EQUAL(client_address("from [192.0.2.1] (port=4711 helo=x) by y"),
                "192.0.2.1");
    CHECK_EQUAL(client_address("from unknown (HELO x) (192.0.2.7) by y"), "192.0.2.7");
    CHECK_EQUAL(client_address("from x ([IPv6:2001:DB8:0::1]) by y"), "2001:db8::1");
    CHECK_EQUAL(client_address("from x ([192.0.2.1]:4711) by y"), "192.0.2.1");
    CHECK_EQUAL(client_address("from x (192.0.2.1:4711) by y"), "192.0.2.1");
    CHECK_EQUAL(client_address("from x ([::ffff:192.0.2.1]) by y"), "192.0.2.1");
    CHECK_EQUAL(client_address("from x by y ([192.0.2.1])"), "");
    CHECK_EQUAL(client_address("from x ([300.0.2.1]) (y) by z"), "");
    CHECK_EQUAL(client_address("(qmail 1234 invoked by uid 0)"), "");
    CHECK_EQUAL(client_address(""), "");
}

TEST(knows_public_addresses)
{
    for (const auto* address : {"203.0.113.9",
                                "145.97.39.155",
                                "172.15.255.255",
                                "172.32.0.1",
                                "11.0.0.1",
                                "223.255.255.255",
                                "2001:db8::1"})
        CHECK(is_public(address));
    for (const auto* address : {"10.1.2.3",
                                "127.0.0.1",
                                "172.16.0.1",
                                "172.31.255.255",
                                "192.168.9.9",
                                "169.254.0.1",
                                "100.64.0.1",
                                "0.0.0.0",
                                "224.0.0.1",
                                "255.255.255.255",
                                "::1",
                                "::",
                                "fe80::1",
                                "fd00::1",
                                "ff02::1",
                                "::ffff:10.0.0.1",
                                "",
                                "host"})
        CHECK(!is_public(address));
}

TEST(the_oldest_public_address_is_the_lowest_in_the_header)
{
    CHECK_EQUAL(read("Received: from a ([203.0.113.1]) by b\n"
                     "Received: from c ([203.0.113.2])\n by d\n"
                     "Received: from e ([192.168.0.1]) by f\n"
                     "Received: by g ([203.0.113.3])\n\n")
                    .public_addr,
                "203.0.113.2");
    CHECK_EQUAL(read("Received: from e ([10.0.0.1]) by f\n\n").public_addr, "");
    const auto behind = [](std::string peer, std::string client) {
        const std::string hops[] = {std::move(peer), std::move(client)};
        return read_header(mail::split_header("Received: from e ([10.0.0.1]) by f\n\n"),
                           hops)
            .public_addr;
    };
    CHECK_EQUAL(behind("203.0.113.1", "203.0.113.2"), "203.0.113.2");
    CHECK_EQUAL(behind("203.0.113.1", "10.0.0.1"), "203.0.113.1");
    CHECK_EQUAL(behind("127.0.0.1", ""), "");
}
