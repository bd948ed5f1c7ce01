// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "base/text.h"
#include "unit/check.h"

using namespace chainmail;

TEST(scores_print_as_amavisd_prints_them)
{
    CHECK_EQUAL(text::score(6.31), "6.31");
    CHECK_EQUAL(text::score(0), "0");
    CHECK_EQUAL(text::score(-1.9), "-1.9");
    CHECK_EQUAL(text::score(1000), "1000");
    CHECK_EQUAL(text::score(-0.0001), "0");
    CHECK_EQUAL(text::score(2.0004), "2");
}

TEST(numbers_are_whole_or_nothing)
{
    CHECK_EQUAL(text::to_number("0").value_or(9), 0U);
    CHECK_EQUAL(text::to_number("18446744073709551615").value_or(0), ~0ULL);
    CHECK(!text::to_number("18446744073709551616"));
    CHECK(!text::to_number(""));
    CHECK(!text::to_number("1 "));
    CHECK(!text::to_number("-1"));
}

TEST(texts_are_compared_and_cut)
{
    CHECK(text::equal_ignore_case("Content-TYPE", "content-type"));
    CHECK(!text::equal_ignore_case("a", "ab"));
    CHECK(text::starts_with_ignore_case("MAIL FROM:", "mail"));
    CHECK_EQUAL(text::trim(" \ta b\r\n"), "a b");
    CHECK_EQUAL(text::split("a,,b", ',').size(), 3U);
    CHECK_EQUAL(text::split("", ',').size(), 1U);
    CHECK_EQUAL(text::printable("a\x01\nb", 100), "a\\x01\\x0Ab");
    CHECK_EQUAL(text::printable("abcdef", 3), "abc...");
    CHECK_EQUAL(text::cat("a", 1, '-', -2L, std::string("z")), "a1--2z");
}

TEST(ascii_ends_at_the_first_other_byte)
{
    for (std::size_t at = 0; at < 20; ++at) {
        const std::string ascii(at, 'a');
        CHECK_EQUAL(text::ascii_length(ascii), at);
        CHECK_EQUAL(text::ascii_length(ascii + "\xE4" + ascii), at);
    }
}

TEST(lines_are_taken_off)
{
    std::string_view text = "a\r\n\nb";
    CHECK_EQUAL(text::take_line(text), "a\r");
    CHECK_EQUAL(text::take_line(text), "");
    CHECK_EQUAL(text::take_line(text), "b");
    CHECK_EQUAL(text::take_line(text), "");
}
