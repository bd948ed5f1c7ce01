// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/domains.h"

#include "spam-score/networks.h"
#include "unit/check.h"

using namespace chainmail::spam_score;

namespace {

Registry registry()
{
    Registry r;
    r.add_tld("com");
    r.add_tld("uk");
    r.add_second_level("co.uk");
    r.add_third_level("a.b.com");
    return r;
}

} // namespace

TEST(addresses)
{
    CHECK(is_ipv4("192.0.2.255"));
    CHECK(!is_ipv4("192.0.2.256"));
    CHECK(!is_ipv4("192.0.2.01"));
    CHECK(!is_ipv4("192.0.2"));
    CHECK(is_ipv6("2001:db8::1"));
    CHECK(is_ipv6("IPv6:::ffff:192.0.2.1"));
    CHECK(!is_ipv6("2001:db8"));
    CHECK(!is_ipv6(":::"));
    CHECK(is_private_ip("10.1.2.3"));
    CHECK(is_private_ip("127.0.0.1"));
    CHECK(!is_private_ip("192.0.2.1"));
}

TEST(host_names)
{
    CHECK(is_host_name("www.example.com"));
    CHECK(!is_host_name("localhost"));
    CHECK(!is_host_name("a..com"));
    CHECK(is_host_name("a_b.example.com"));
    CHECK(!is_host_name("a_b.com"));
    CHECK(!is_host_name(std::string(64, 'a') + ".com"));
}

TEST(an_address_in_running_text)
{
    std::size_t begin = 0;
    CHECK_EQUAL(*find_ip("from [192.0.2.1] by", 0, &begin), "192.0.2.1");
    CHECK_EQUAL(begin, 6U);
    CHECK(!find_ip("version 1.2.3"));
}

TEST(registered_domains)
{
    const auto r = registry();
    CHECK_EQUAL(r.registered_domain("www.Example.com"), "example.com");
    CHECK_EQUAL(r.registered_domain("www.example.co.uk"), "example.co.uk");
    CHECK_EQUAL(r.registered_domain("x.y.a.b.com"), "y.a.b.com");
    CHECK(r.is_tld("COM"));
    CHECK(!r.is_tld("example"));
    CHECK(r.has_known_tld("x.uk"));
}

TEST(the_domain_of_a_uri)
{
    const auto r = registry();
    const auto web = r.domain_of_uri("http://www.example.co.uk/x?y=http://other.com/");
    CHECK_EQUAL(web->domain, "example.co.uk");
    CHECK_EQUAL(web->host, "www.example.co.uk");
    CHECK_EQUAL(r.domain_of_uri("mailto:a@example.com")->domain, "example.com");
    CHECK_EQUAL(r.domain_of_uri("http://192.0.2.1/")->domain, "192.0.2.1");
    CHECK(!r.domain_of_uri("http://example.invalid/"));
    CHECK(!r.domain_of_uri("http://localhost/"));
}

TEST(networks)
{
    Networks networks;
    for (const auto* entry : {"!192.0.2.7", "192.0.2.0/24", "10.", "2001:db8::/32"})
        CHECK(networks.add(entry));
    CHECK(networks.contains("192.0.2.1"));
    CHECK(!networks.contains("192.0.2.7"));
    CHECK(!networks.contains("192.0.3.1"));
    CHECK(networks.contains("10.200.0.1"));
    CHECK(networks.contains("2001:db8:1::1"));
    CHECK(!networks.contains("2001:db9::1"));
    CHECK(!networks.add("192.0.2.0/33"));
    CHECK(!networks.add("example.com"));
}
