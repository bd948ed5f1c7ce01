// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/perl_pattern.h"

#include "unit/check.h"

using chainmail::spam_score::strip_delimiters;

namespace {

std::string stripped(std::string_view literal)
{
    const auto pattern = strip_delimiters(literal);
    return pattern ? *pattern : "error: " + pattern.error().what;
}

bool is_refused(std::string_view literal)
{
    return !strip_delimiters(literal);
}

} // namespace

TEST(flags_move_to_the_front)
{
    CHECK_EQUAL(stripped("/a b/"), "a b");
    CHECK_EQUAL(stripped("/a b/xi"), "(?xi)a b");
    CHECK_EQUAL(stripped("m{a/b}i"), "(?i)a/b");
    CHECK_EQUAL(stripped("m,a/b,"), "a/b");
    CHECK_EQUAL(stripped("m!x!s"), "(?s)x");
}

TEST(a_delimiter_inside_needs_a_backslash)
{
    CHECK_EQUAL(stripped("/a\\/b/"), "a\\/b");
    CHECK(is_refused("/a/b/"));
    CHECK(is_refused("m!a!b!"));
}

TEST(what_is_no_pattern_is_refused)
{
    CHECK(is_refused("abc"));
    CHECK(is_refused("/abc"));
    CHECK(is_refused(""));
    CHECK(is_refused("/a(?{ system('x') })/"));
    CHECK(is_refused("/a(??{ 1 })/"));
}
