// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "policy/new_address.h"

#include "../check.h"

using namespace chainmail::policy;

TEST(an_extension_is_put_behind_the_user)
{
    CHECK_EQUAL(with_extension("john@example.com", "spam", "+", true),
                "john+spam@example.com");
    CHECK_EQUAL(with_extension("John@Example.COM", "spam", "-+", true),
                "John-spam@Example.COM");
    CHECK_EQUAL(with_extension("john", "spam", "+", true), "john+spam");
}

TEST(an_extension_that_is_there_is_replaced_or_kept)
{
    CHECK_EQUAL(with_extension("john+old@example.com", "spam", "+", true),
                "john+spam@example.com");
    CHECK_EQUAL(with_extension("john+old@example.com", "spam", "+", false),
                "john+old+spam@example.com");
    CHECK_EQUAL(with_extension("+old@example.com", "spam", "+", true),
                "+old+spam@example.com");
}

TEST(names_with_a_meaning_are_not_split)
{
    CHECK_EQUAL(with_extension("owner-list@example.com", "spam", "-", true),
                "owner-list-spam@example.com");
    CHECK_EQUAL(with_extension("list-request@example.com", "spam", "-", true),
                "list-request-spam@example.com");
    CHECK_EQUAL(split_extension("owner-list", "+").extension, "");
    CHECK_EQUAL(split_extension("double-bounce", "-").extension, "");
    CHECK_EQUAL(split_extension("a-b-c", "-").extension, "-b-c");
}

TEST(quotes_are_kept_where_they_are_needed)
{
    CHECK_EQUAL(with_extension("\"a b\"@example.com", "spam", "+", true),
                "\"a b+spam\"@example.com");
    CHECK_EQUAL(with_extension("\"john\"@example.com", "spam", "+", true),
                "john+spam@example.com");
    CHECK_EQUAL(with_extension("\"a@b\"@example.com", "s\"p", "+", true),
                "\"a@b+s\\\"p\"@example.com");
}

TEST(addresses_are_rewritten_in_part)
{
    CHECK_EQUAL(rewritten("john+x@example.com", "box@spam.example", "+"),
                "box+x@spam.example");
    CHECK_EQUAL(rewritten("john+x@example.com", "box+y@", "+"), "box+y@example.com");
    CHECK_EQUAL(rewritten("john@example.com", "@spam.example", ""),
                "john@spam.example");
}
