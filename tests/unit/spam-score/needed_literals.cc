// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/needed_literals.h"
#include "spam-score/literal_index.h"
#include "unit/check.h"

using chainmail::spam_score::LiteralIndex;
using chainmail::spam_score::needed_literals;

namespace {

std::string needed(std::string_view pattern)
{
    std::string all;
    for (const auto& literal : needed_literals(pattern))
        all += (all.empty() ? "" : "|") + literal;
    return all;
}

} // namespace

TEST(words_of_a_pattern_are_needed)
{
    CHECK_EQUAL(needed("(?i)\\bViagra\\b"), "viagra");
    CHECK_EQUAL(needed("dear friend"), "dear friend");
    CHECK_EQUAL(needed("foo\\s+barbaz"), "barbaz");
    CHECK_EQUAL(needed("\\.example\\.com"), ".example.com");
    CHECK_EQUAL(needed("a(?:bcdef|ghijk)l"), "bcdef|ghijk");
    CHECK_EQUAL(needed("click|press here"), "click|press here");
    CHECK_EQUAL(needed("(?:free){2}money+x"), "money");
    CHECK_EQUAL(needed("\\x41\\x42cd"), "abcd");
}

TEST(what_may_be_absent_is_not_needed)
{
    CHECK_EQUAL(needed("abcd?"), "");
    CHECK_EQUAL(needed("abcde?"), "abcd");
    CHECK_EQUAL(needed("(?:abcdef)?"), "");
    CHECK_EQUAL(needed("(?:abcdef)*xyzw"), "xyzw");
    CHECK_EQUAL(needed("(?:abcdef){0,3}"), "");
    CHECK_EQUAL(needed("abcd|"), "");
    CHECK_EQUAL(needed("abcd|x"), "");
    CHECK_EQUAL(needed("(?!abcdef)"), "");
    CHECK_EQUAL(needed("(?<!abcdef)ghij"), "ghij");
    CHECK_EQUAL(needed("ab[cd]ef"), "");
    CHECK_EQUAL(needed("ab.cd"), "");
    CHECK_EQUAL(needed("caf\xC3\xA9s"), "");
}

TEST(what_is_not_understood_says_nothing)
{
    for (const char* pattern : {"(?x)abcd efgh",
                                "(?xi)abcdef",
                                "(?(1)abcdef|ghijkl)",
                                "(?R)abcdef",
                                "(*SKIP)abcdef",
                                "abcdef\\1",
                                "\\Qabcdef\\E",
                                "abcdef(",
                                "abcdef)",
                                "abcdef[",
                                "abcdef\\",
                                "abcdef{x}",
                                "\\x{41}bcdef",
                                "(?P=name)abcdef"})
        CHECK_EQUAL(needed(pattern), "");
}

TEST(nesting_is_bounded)
{
    CHECK_EQUAL(needed(std::string(100000, '(') + "abcdef" + std::string(100000, ')')),
                "");
}

TEST(the_index_finds_what_is_there_whatever_its_case)
{
    LiteralIndex index;
    const auto both = index.add({"viagra", "dear friend"});
    const auto again = index.add({"viagra"});
    const auto near = index.add({"viagrax", "frien"});
    CHECK_EQUAL(index.size(), 4U);
    CHECK(again.front() == both.front());
    std::vector<bool> found(index.size());
    index.mark("buy VIAgra", found);
    CHECK(found[both[0]] && !found[both[1]] && !found[near[0]] && !found[near[1]]);
    index.mark("Dear FrienD", found);
    CHECK(found[both[0]] && found[both[1]] && found[near[1]]);
    index.mark("via", found);
    index.mark("", found);
    CHECK(!found[near[0]]);
}
