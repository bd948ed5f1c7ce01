// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "smtp-in/path.h"

#include "tests/unit/check.h"

namespace {

using chainmail::smtp_in::parse_path;

std::string address(std::string_view argument)
{
    const auto path = parse_path(argument);
    return path ? path->address : "(refused)";
}

TEST(plain_addresses)
{
    CHECK_EQUAL(address("<bob@example.com>"), "bob@example.com");
    CHECK_EQUAL(address(" <bob@example.com>"), "bob@example.com");
    CHECK_EQUAL(address("<>"), "");
    CHECK_EQUAL(address("<postmaster>"), "postmaster");
    CHECK_EQUAL(address("<bob@[192.0.2.1]>"), "bob@[192.0.2.1]");
    CHECK_EQUAL(address("<bob@example.com.>"), "bob@example.com.");
    CHECK_EQUAL(address("<j\xc3\xb6rg@example.com>"), "j\xc3\xb6rg@example.com");
}

TEST(quotes_where_they_are_needed_and_only_there)
{
    CHECK_EQUAL(address("<\"bob smith\"@x>"), "\"bob smith\"@x");
    CHECK_EQUAL(address("<\"bob\"@x>"), "bob@x");
    CHECK_EQUAL(address("<a..b@x>"), "\"a..b\"@x");
    CHECK_EQUAL(address("<.a@x>"), "\".a\"@x");
    CHECK_EQUAL(address("<a.@x>"), "\"a.\"@x");
    CHECK_EQUAL(address("<b@@x>"), "\"b@\"@x");
    CHECK_EQUAL(address("<bob(comment)@x>"), "\"bob(comment)\"@x");
    CHECK_EQUAL(address("<\"a\\\"b\"@x>"), "\"a\\\"b\"@x");
    CHECK_EQUAL(address("<\"a@b>c\"@x>"), "\"a@b>c\"@x");
    CHECK_EQUAL(address("<\"\"@x>"), "\"\"@x");
    CHECK_EQUAL(address("<@x>"), "\"\"@x");
}

TEST(source_routes_are_ignored)
{
    CHECK_EQUAL(address("<@relay.example:tom@example.com>"), "tom@example.com");
    CHECK_EQUAL(address("<@a,@b:tom@example.com>"), "tom@example.com");
    CHECK_EQUAL(address("<@a:>"), "");
    CHECK_EQUAL(address("<@a:postmaster>"), "postmaster");
}

TEST(what_is_no_path)
{
    for (const auto* bad : {"",
                            "bob@example.com",
                            "<bob@example.com",
                            "<bob@ex ample.com>",
                            "<a<b>@c>",
                            "<a@b>SIZE=10",
                            "<\"a@b>",
                            "<a@[1.2>",
                            "<a\t@b>",
                            "bob <a@b>"})
        CHECK_EQUAL(address(bad), "(refused)");
}

TEST(rest_and_original)
{
    const auto path = parse_path("<@r:a..b@c>  SIZE=10 ");
    CHECK(path.has_value());
    CHECK_EQUAL(path->given, "<@r:a..b@c>");
    CHECK_EQUAL(path->original, "a..b@c");
    CHECK_EQUAL(path->rest, "SIZE=10");
}

} // namespace
