// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/address.h"

#include "unit/check.h"

using namespace chainmail::mail;

namespace {

std::string found(std::string_view value)
{
    std::string out;
    for (const auto& address : find_addresses(value))
        out += address + " ";
    return out;
}

} // namespace

TEST(local_part_and_domain)
{
    CHECK_EQUAL(split_address("a.b@example.com").local, "a.b");
    CHECK_EQUAL(split_address("a.b@example.com").domain, "example.com");
    CHECK_EQUAL(split_address("\"a@b\"@c").local, "\"a@b\"");
    CHECK_EQUAL(split_address("a@b@c").domain, "c");
    CHECK_EQUAL(split_address("postmaster").local, "postmaster");
    CHECK_EQUAL(split_address("postmaster").domain, "");
    CHECK_EQUAL(split_address("\"open@c").domain, "c");
    CHECK_EQUAL(split_address("").local, "");
    CHECK_EQUAL(unquote_local("\"a \\\"b\""), "a \"b");
}

TEST(domains_in_lower_case)
{
    CHECK_EQUAL(with_lower_domain("A.B@Example.COM"), "A.B@example.com");
    CHECK_EQUAL(with_lower_domain("Postmaster"), "Postmaster");
    CHECK_EQUAL(with_lower_domain(""), "");
}

TEST(paths)
{
    CHECK_EQUAL(path_address("<a@b>"), "a@b");
    CHECK_EQUAL(path_address(" < a@b > "), "a@b");
    CHECK_EQUAL(path_address("<>"), "");
    CHECK_EQUAL(path_address("a@b"), "a@b");
    CHECK_EQUAL(path_address("<@r1,@r2:a@b>"), "a@b");
}

TEST(lists_of_addresses)
{
    CHECK_EQUAL(found("a@b"), "a@b ");
    CHECK_EQUAL(found("A <a@b>, c@d (C), \"D, E\" <d@e>"), "a@b c@d d@e ");
    CHECK_EQUAL(found("Group: a@b, c@d;, e@f"), "a@b c@d e@f ");
    CHECK_EQUAL(found("undisclosed-recipients:;"), "");
    CHECK_EQUAL(found("\"x@y\" <real@z>"), "real@z ");
    CHECK_EQUAL(found("x@y <real@z>"), "real@z ");
    CHECK_EQUAL(found("(c <no@no>) a@b"), "a@b ");
    CHECK_EQUAL(found("\"a b\"@c"), "\"a b\"@c ");
    CHECK_EQUAL(found("\"a\\\"@no\" <b@c>"), "b@c ");
}

TEST(odd_addresses)
{
    CHECK_EQUAL(found("root"), "root ");
    CHECK_EQUAL(found("Full Name"), "");
    CHECK_EQUAL(found("Name a@b more"), "a@b ");
    CHECK_EQUAL(found("<a @ b>"), "a@b ");
    CHECK_EQUAL(found("<a@b"), "a@b ");
    CHECK_EQUAL(found("<>"), "");
    CHECK_EQUAL(found("<@r:a@b>"), "a@b ");
    CHECK_EQUAL(found("a@b\n (x)\n , c@d"), "a@b c@d ");
    CHECK_EQUAL(found(""), "");
}

TEST(number_of_addresses_is_bounded)
{
    std::string value;
    for (int i = 0; i < 30; ++i)
        value += "a@b,";
    CHECK_EQUAL(find_addresses(value, 20).size(), 20U);
}
