// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The expected keys are those that amavisd 2.13's make_query_keys gives.
#include "lookup/keys.h"

#include "../check.h"
#include "base/text.h"

using namespace chainmail;
using namespace chainmail::lookup;

namespace {

std::string
sql(std::string_view address, bool is_local = true, std::string delimiter = "+")
{
    return text::join(
        make_keys(address, KeyStyle::sql, is_local, {delimiter, false}).keys, " ");
}

std::string
hash(std::string_view address, bool is_local = true, std::string delimiter = "+")
{
    return text::join(
        make_keys(address, KeyStyle::hash, is_local, {delimiter, false}).keys, " ");
}

std::string parts(std::string_view address, std::string delimiter, bool case_sensitive)
{
    const auto keys =
        make_keys(address, KeyStyle::sql, true, {delimiter, case_sensitive});
    return text::cat(keys.full,
                     "|",
                     keys.local,
                     "|",
                     keys.user,
                     "|",
                     keys.extension,
                     "|",
                     keys.domain);
}

} // namespace

TEST(from_the_address_to_the_catch_all)
{
    CHECK_EQUAL(
        sql("User+Foo@sub.Example.COM"),
        "User+Foo@sub.Example.COM user+foo@sub.example.com user@sub.example.com "
        "user+foo user @sub.example.com @.sub.example.com @.example.com @.com @.");
    CHECK_EQUAL(
        hash("User+Foo@sub.Example.COM"),
        "User+Foo@sub.Example.COM user+foo@sub.example.com user@sub.example.com "
        "user+foo@ user@ sub.example.com .sub.example.com .example.com .com .");
}

TEST(users_without_a_domain_are_local_ones)
{
    CHECK_EQUAL(sql("john@example.com", false),
                "john@example.com @example.com @.example.com @.com @.");
    CHECK_EQUAL(sql("john@example.com"),
                "john@example.com john @example.com @.example.com @.com @.");
    CHECK_EQUAL(sql("john", true), "john john@ @ @.");
    CHECK_EQUAL(hash("john", true), "john john@  .");
}

TEST(extensions)
{
    CHECK_EQUAL(sql("a+b+c@x", true), "a+b+c@x a@x a+b+c a @x @.x @.");
    CHECK_EQUAL(sql("a-b@x", false, "-+"), "a-b@x a@x @x @.x @.");
    CHECK_EQUAL(sql("+b@x", false), "+b@x @x @.x @.");
    CHECK_EQUAL(sql("a+b@x", false, ""), "a+b@x @x @.x @.");
    CHECK_EQUAL(sql("owner-list@x", false, "-"), "owner-list@x @x @.x @.");
    CHECK_EQUAL(sql("list-request@x", false, "-"), "list-request@x @x @.x @.");
    CHECK_EQUAL(sql("owner-@x", false, "-"), "owner-@x owner@x @x @.x @.");
    CHECK_EQUAL(sql("-request@x", false, "-"), "-request@x @x @.x @.");
    CHECK_EQUAL(sql("Mailer-Daemon@x", false, "-"),
                "Mailer-Daemon@x mailer-daemon@x @x @.x @.");
    CHECK_EQUAL(sql("a-request+1@x", false, "+"),
                "a-request+1@x a-request@x @x @.x @.");
}

TEST(odd_domains)
{
    CHECK_EQUAL(sql("", true), " @ @.");
    CHECK_EQUAL(hash("", true), " @ .");
    CHECK_EQUAL(sql("a@[192.0.2.1]", false), "a@[192.0.2.1] @[192.0.2.1] @.");
    CHECK_EQUAL(sql("a@b@[x@y].Z", false), "a@b@[x@y].Z a@b@[x@y].z @[x@y].z @.");
    CHECK_EQUAL(sql("a@B..", false), "a@B.. a@b @b @.b @.");
    CHECK_EQUAL(sql("a@.b", false), "a@.b @.b @..b @.");
    CHECK_EQUAL(sql("a@b..c", false), "a@b..c @b..c @.b..c @..c @.c @.");
    CHECK_EQUAL(sql("@example.com", false), "@example.com @.example.com @.com @.");
    CHECK_EQUAL(sql("a@[b", false), "a@[b @[b @.");
    CHECK_EQUAL(sql("a@[b\\", false), "a@[b\\ a@[b\\@ @ @.");
}

TEST(internationalized_domains_are_asked_for_in_ascii)
{
    CHECK_EQUAL(
        sql("J\xC3\xBCrgen@m\xC3\xBCller.example", false),
        "J\xC3\xBCrgen@m\xC3\xBCller.example j\xC3\xBCrgen@xn--mller-kva.example "
        "@xn--mller-kva.example @.xn--mller-kva.example @.example @.");
    CHECK_EQUAL(sql("a@\xFF.Example", false),
                "a@\xFF.Example @\xFF.Example @.\xFF.Example @.Example @.");
}

TEST(not_more_than_twenty_dotted_keys)
{
    std::string domain = "l1";
    for (int i = 2; i <= 25; ++i)
        domain += ".l" + std::to_string(i);
    const auto keys = make_keys("u@" + domain, KeyStyle::sql, false, {}).keys;
    CHECK_EQUAL(keys.size(), std::size_t{22});
    CHECK_EQUAL(keys[1], "@" + domain);
    CHECK_EQUAL(keys[2], "@" + domain.substr(domain.find(".l7")));
    CHECK_EQUAL(keys.back(), "@.");
}

TEST(right_hand_sides)
{
    CHECK_EQUAL(parts("User+Foo@Sub.Example.COM.", "+", false),
                "User+Foo@Sub.Example.COM.|User+Foo|user|+foo|sub.example.com");
    CHECK_EQUAL(parts("User+Foo@Sub.Example.COM", "+", true),
                "User+Foo@Sub.Example.COM|User+Foo|User|+Foo|sub.example.com");
    CHECK_EQUAL(parts("a b", "", false), "a b|a b|a b||");
}
