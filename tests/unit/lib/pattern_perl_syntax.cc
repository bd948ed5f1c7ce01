// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "pattern/perl_syntax.h"

#include "unit/check.h"

using chainmail::pattern::to_pcre;

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
