// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/perl_pattern.h"

#include "unit/check.h"

using chainmail::spam_score::strip_delimiters;
using chainmail::spam_score::to_pcre;

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

TEST(flags_that_choose_a_character_set_go)
{
    CHECK_EQUAL(to_pcre("(?aai)x"), "(?i)x");
    CHECK_EQUAL(to_pcre("a(?^i:x)"), "a(?^i:x)");
    CHECK_EQUAL(to_pcre("(?l:x)"), "(?:x)");
}

TEST(new_quantifiers_get_their_older_form)
{
    CHECK_EQUAL(to_pcre("a{,3}"), "a{0,3}");
    CHECK_EQUAL(to_pcre("a{2,3}b{4}c{5,}"), "a{2,3}b{4}c{5,}");
    CHECK_EQUAL(to_pcre("a\\{,3}"), "a\\{,3}");
    CHECK_EQUAL(to_pcre("[{,3}]"), "[{,3}]");
}
