// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/address_list.h"

#include "unit/check.h"
#include "unit/stopwatch.h"

#include <string>

using namespace chainmail::spam_score;

TEST(globs)
{
    CHECK(matches_glob("*@example.com", "a@example.com"));
    CHECK(!matches_glob("*@example.com", "a@example.com.net"));
    CHECK(matches_glob("a?c*", "abc"));
    CHECK(!matches_glob("a?c", "ac"));
    CHECK(matches_glob("*a*b*", "xxaxxbxx"));
    CHECK(matches_glob("", ""));
    CHECK(!matches_glob("", "a"));
}

TEST(a_glob_of_many_stars_takes_no_time)
{
    std::string glob;
    for (int i = 0; i < 100; ++i)
        glob += "*a";
    const Stopwatch watch;
    CHECK(!matches_glob(glob + "b", std::string(10'000, 'a')));
    CHECK(watch.seconds() < 1);
}

TEST(case_does_not_matter_in_a_list)
{
    AddressList list;
    CHECK(list.empty());
    list.add("John@Example.com");
    list.add("*@example.NET");
    CHECK(list.contains("john@EXAMPLE.com"));
    CHECK(list.contains("x@example.net"));
    CHECK(!list.contains("jane@example.com"));
    list.remove("JOHN@example.com");
    CHECK(!list.contains("john@example.com"));
}

TEST(an_address_may_need_a_relay)
{
    RelayedAddressList list;
    list.add("*@example.com", "Example.com");
    list.add("a@*", "example.net");
    CHECK_EQUAL(list.relays_for("A@example.com").size(), 2U);
    CHECK_EQUAL(list.relays_for("b@example.com").front(), "example.com");
    CHECK(list.relays_for("b@example.net").empty());
}
