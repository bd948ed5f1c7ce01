// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "lookup/networks.h"

#include "../check.h"
#include "base/text.h"

using namespace chainmail;
using namespace chainmail::lookup;

namespace {

std::string asked(const std::vector<std::string>& elements, std::string_view address)
{
    const auto networks = Networks::parse(elements);
    if (!networks) return networks.error().what;
    const auto answer = networks->ask(address);
    return answer ? *answer ? "yes" : "no" : "nothing";
}

bool is_refused(const std::string& element)
{
    return !parse_network(element);
}

} // namespace

TEST(a_host_is_itself_only)
{
    CHECK_EQUAL(asked({"192.0.2.1"}, "192.0.2.1"), "yes");
    CHECK_EQUAL(asked({"192.0.2.1"}, "192.0.2.2"), "nothing");
    CHECK_EQUAL(asked({"::1"}, "::1"), "yes");
    CHECK_EQUAL(asked({"::1"}, "0:0:0:0:0:0:0:1"), "yes");
    CHECK_EQUAL(asked({"::1"}, "::2"), "nothing");
    CHECK_EQUAL(asked({}, "::2"), "nothing");
}

TEST(a_network_is_all_in_it_to_the_bit)
{
    CHECK_EQUAL(asked({"192.0.2.0/25"}, "192.0.2.127"), "yes");
    CHECK_EQUAL(asked({"192.0.2.0/25"}, "192.0.2.128"), "nothing");
    CHECK_EQUAL(asked({"192.0.2.77/24"}, "192.0.2.200"), "yes");
    CHECK_EQUAL(asked({"[2001:db8::]/33"}, "2001:db8:7fff::1"), "yes");
    CHECK_EQUAL(asked({"[2001:db8::]/33"}, "2001:db8:8000::1"), "nothing");
    CHECK_EQUAL(asked({"fe80::/10"}, "fe80::1%eth0"), "yes");
}

TEST(masks_and_short_forms_of_ipv4)
{
    CHECK_EQUAL(asked({"192.0.2.0/255.255.255.128"}, "192.0.2.127"), "yes");
    CHECK_EQUAL(asked({"192.0.2.0/255.255.255.128"}, "192.0.2.128"), "nothing");
    CHECK_EQUAL(asked({"10/8"}, "10.255.1.2"), "yes");
    CHECK_EQUAL(asked({"10.1/16"}, "10.2.0.1"), "nothing");
    CHECK_EQUAL(asked({"10.1/255.255.0.0"}, "10.1.9.9"), "yes");
}

TEST(both_families_meet)
{
    CHECK_EQUAL(asked({"192.0.2.0/24"}, "::ffff:192.0.2.9"), "yes");
    CHECK_EQUAL(asked({"::ffff:192.0.2.0/120"}, "192.0.2.9"), "yes");
    CHECK_EQUAL(asked({"::192.0.2.9"}, "192.0.2.9"), "nothing");
    CHECK_EQUAL(asked({"::/0"}, "192.0.2.9"), "yes");
    CHECK_EQUAL(asked({"::/0"}, "2001:db8::1"), "yes");
    CHECK_EQUAL(asked({"::/0"}, "no address"), "yes");
    CHECK_EQUAL(asked({"0/0"}, "192.0.2.9"), "yes");
    CHECK_EQUAL(asked({"0/0"}, "2001:db8::1"), "nothing");
    CHECK_EQUAL(asked({"0/0"}, "no address"), "nothing");
    CHECK_EQUAL(asked({"0/0"}, ""), "nothing");
}

TEST(the_first_that_fits_answers_and_exclamation_marks_negate)
{
    const std::vector<std::string> list{
        "!192.168.1.12", "192.168.0.0/16", "!!10/8", "!::", "!0.0.0.0/8"};
    CHECK_EQUAL(asked(list, "192.168.1.12"), "no");
    CHECK_EQUAL(asked(list, "192.168.1.13"), "yes");
    CHECK_EQUAL(asked(list, "10.0.0.1"), "yes");
    CHECK_EQUAL(asked(list, "::"), "no");
    CHECK_EQUAL(asked(list, "0.1.2.3"), "no");
    CHECK_EQUAL(asked(list, "172.16.0.1"), "nothing");
}

TEST(spellings_of_an_address)
{
    for (const std::string_view one : {"2001:db8::a",
                                       "[2001:DB8::A]",
                                       "IPv6:2001:db8::a",
                                       " [IPv6:2001:db8::a] ",
                                       "2001:0db8:0:0:0:0:0:000a",
                                       "2001:db8::0.0.0.10"})
        CHECK_EQUAL(asked({"2001:db8::a"}, one), "yes");
}

TEST(what_is_none_is_refused_by_name)
{
    for (const std::string one : {"",
                                  "!",
                                  "1.2.3",
                                  "1.2.3.256",
                                  "1.2.3.4.5",
                                  "10.",
                                  "1.2.3.4/33",
                                  "1.2.3.4/",
                                  "1.2.3.4/255.0.255.0",
                                  "1.2.3.4/255.255",
                                  "::/129",
                                  "::/",
                                  "::1/x",
                                  "1:2",
                                  "1:2:3:4:5:6:7",
                                  "1:2:3:4:5:6:7:8:9",
                                  "1:2:3:4:5:6:7:8::",
                                  "1:::2",
                                  "1::2::3",
                                  "12345::",
                                  "g::",
                                  "1.2.3.4::",
                                  "::1.2.3",
                                  "1:2:3:4:5:6:7:1.2.3.4",
                                  "[::1",
                                  "[::1]%eth0",
                                  "localhost",
                                  "fe80::1%e/h",
                                  "IPv6:1.2.3.4"})
        CHECK(is_refused(one));
    CHECK_EQUAL(Networks::parse({"::1", "!mail.example.com"}).error().what,
                "not an IP address: <mail.example.com>");
}

TEST(keys_of_a_hash)
{
    using text::join;
    const std::string four = "192.0.2.9 192.0.2 192.0 192 "
                             "0000:0000:0000:0000:0000:ffff:c000:0209";
    CHECK_EQUAL(join(network_keys("192.0.2.9"), " "), four);
    CHECK_EQUAL(join(network_keys("::FFFF:192.0.2.9"), " "), four);
    CHECK_EQUAL(join(network_keys("2001:DB8::1"), " "),
                "2001:0db8:0000:0000:0000:0000:0000:0001");
    CHECK(network_keys("example.com").empty());
}
