// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/relays.h"

#include "spam-score/message.h"
#include "unit/check.h"

using namespace chainmail::spam_score;

namespace {

constexpr std::string_view three = "Received: from c (c.example.com [10.0.0.1]) by "
                                   "d.example.com (Postfix) with ESMTP id "
                                   "1; date\n"
                                   "Received: from b (b.example.com [192.0.2.2]) by "
                                   "c.example.com (Postfix) with ESMTP "
                                   "id 2; date\n"
                                   "Received: from a (a.example.com [192.0.2.1]) by "
                                   "b.example.com (Postfix) with ESMTP "
                                   "id 3; date\n\n";

Relays traced(std::string_view text, const TrustSettings& settings)
{
    const auto message = parse_message(text);
    return trace_relays(message.header(), settings);
}

std::string ips(const std::vector<Relay>& relays)
{
    std::string out;
    for (const auto& relay : relays)
        out += (out.empty() ? "" : " ") + relay.ip;
    return out;
}

} // namespace

TEST(without_settings_private_hosts_are_trusted)
{
    const auto relays = traced(three, {});
    CHECK_EQUAL(ips(relays.trusted), "10.0.0.1");
    CHECK_EQUAL(ips(relays.untrusted), "192.0.2.2 192.0.2.1");
    CHECK_EQUAL(ips(relays.external), "192.0.2.2 192.0.2.1");
    CHECK_EQUAL(relays.last_trusted, 0);
}

TEST(trusted_networks_are_heeded)
{
    TrustSettings settings;
    CHECK(settings.trusted.add("192.0.2.2"));
    CHECK(settings.trusted.add("10.0.0.0/8"));
    settings.trusted_is_set = true;
    const auto relays = traced(three, settings);
    CHECK_EQUAL(ips(relays.trusted), "10.0.0.1 192.0.2.2");
    CHECK_EQUAL(ips(relays.untrusted), "192.0.2.1");
    CHECK(relays.untrusted_text.find("ip=192.0.2.1 ") != std::string::npos);
    CHECK(relays.trusted_text.find("ip=192.0.2.1 ") == std::string::npos);
}

TEST(internal_networks_are_trusted_ones)
{
    TrustSettings settings;
    CHECK(settings.trusted.add("!192.0.2.9"));
    CHECK(settings.trusted.add("192.0.2"));
    settings.trusted_is_set = true;
    for (const auto* entry : {"!198.51.100.1", "192.0.2.9", "192.0.2.0/25", "192.0/16"})
        CHECK(settings.internal.add(entry));
    settings.internal_is_set = true;
    CHECK(settings.msa.add("2001:db8::1"));
    const auto complaints = remove_untrusted(settings);
    CHECK_EQUAL(complaints.size(), 3U);
    CHECK_EQUAL(complaints.at(0),
                "trusted_networks does not contain 192.0.2.9 of internal_networks, "
                "which is left out there");
    CHECK(complaints.at(1).find(" 192.0/16 ") != std::string::npos);
    CHECK(complaints.at(2).find(" 2001:db8::1 of msa_networks") != std::string::npos);
    CHECK(settings.internal.contains("192.0.2.1"));
    CHECK(!settings.internal.contains("192.0.2.200"));
    CHECK(!settings.msa.contains("2001:db8::1"));
}

TEST(a_line_that_cannot_be_read_is_counted)
{
    const auto relays = traced("Received: from somewhere\n" + std::string(three), {});
    CHECK_EQUAL(relays.unparseable, 1);
    CHECK_EQUAL(relays.last_trusted, 1);
}

TEST(without_a_field_there_is_no_way)
{
    const auto relays = traced("A: b\n\n", {});
    CHECK(relays.trusted.empty() && relays.untrusted.empty());
    CHECK_EQUAL(relays.last_trusted, -1);
}
