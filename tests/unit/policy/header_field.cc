// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "policy/header_field.h"

#include "../check.h"
#include "base/text.h"

using namespace chainmail;
using namespace chainmail::policy;

TEST(folds_at_blanks_and_only_where_needed)
{
    CHECK_EQUAL(field("X-A", "one two"), "X-A: one two");
    CHECK_EQUAL(field("X-A", ""), "X-A:");
    CHECK_EQUAL(field("X-A", "  one   two "), "X-A: one two");
    CHECK_EQUAL(field("X-Amavis-Alert",
                      "BANNED, message contains "
                      "application/octet-stream,.exe,.exe-ms,setup.exe"),
                "X-Amavis-Alert: BANNED, message contains\n"
                " application/octet-stream,.exe,.exe-ms,setup.exe");
}

TEST(a_line_may_have_78_bytes)
{
    const std::string sixty(60, 'x');
    const auto fits = field("X-A", sixty + " 234567890123");
    CHECK_EQUAL(fits.size(), 78U);
    CHECK(fits.find('\n') == std::string::npos);
    CHECK(field("X-A", sixty + " 2345678901234").find('\n') != std::string::npos);
}

TEST(folds_between_pieces_only)
{
    const std::string blanks(40, 'x');
    CHECK_EQUAL(field_of_pieces("X", {blanks + " y", blanks + " z"}),
                "X: " + blanks + " y\n " + blanks + " z");
    CHECK_EQUAL(field_of_pieces("X", {}), "X:");
}

TEST(no_byte_can_end_the_field)
{
    CHECK_EQUAL(field("X-A", "one\r\nX-B: two\tthree"), "X-A: one??X-B: two?three");
}

TEST(no_line_becomes_too_long)
{
    const auto long_word = field("X-A", std::string(5000, 'x') + " y");
    for (const auto line : text::split(long_word, '\n'))
        CHECK(line.size() <= 998);
    CHECK(long_word.ends_with("\n y"));
}

TEST(knows_names_of_fields)
{
    CHECK(is_field_name("X-Virus-Scanned"));
    CHECK(!is_field_name(""));
    CHECK(!is_field_name("X-A:"));
    CHECK(!is_field_name("X A"));
    CHECK(!is_field_name("X-\xC3\xA4"));
}

TEST(shows_what_is_visible)
{
    CHECK_EQUAL(visible("mail.example", 99), "mail.example");
    CHECK_EQUAL(visible("a b\n\xC3\x7F", 99), "a?b???");
    CHECK_EQUAL(visible("abcdef", 3), "abc");
}
