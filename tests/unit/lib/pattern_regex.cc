// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "pattern/regex.h"

#include "unit/check.h"
#include "unit/stopwatch.h"

#include <sys/prctl.h>
#include <vector>

using namespace chainmail::pattern;

namespace {

bool matches(std::string_view pattern, std::string_view subject)
{
    const auto regex = Regex::compile(pattern);
    MatchScratch scratch;
    CHECK(regex);
    return regex && regex->matches(subject, scratch);
}

} // namespace

TEST(classes_are_ascii)
{
    CHECK(matches("^\\w+$", "abc_9"));
    CHECK(!matches("\\w", "\xe9"));
    CHECK(!matches("\\s", "\xa0"));
    CHECK(!matches("\\d", "\xb2"));
    CHECK(matches("[[:^alpha:]]", "\xe9"));
}

TEST(case_folds_for_ascii_and_latin_1)
{
    CHECK(matches("(?i)STRASSE", "strasse"));
    CHECK(matches("(?i)\\xc9t\\xe9", "\xe9t\xc9"));
    CHECK(!matches("(?i)\\xd7", "\xf7")); // the signs between the letters have no case
}

TEST(a_dot_is_a_byte)
{
    CHECK(matches("^..$", "\xc3\xa9"));
    CHECK(!matches("^.$", "\n"));
    CHECK(matches("(?s)^.$", "\n"));
}

TEST(count_goes_on_as_perls_g)
{
    MatchScratch scratch;
    const auto regex = Regex::compile("a");
    CHECK_EQUAL(regex->count("banana", 100, scratch), 3U);
    CHECK_EQUAL(regex->count("banana", 2, scratch), 2U);
    const auto empty = Regex::compile("x*");
    CHECK_EQUAL(empty->count("axb", 100, scratch), 4U);
}

TEST(find_gives_the_place)
{
    MatchScratch scratch;
    const auto regex = Regex::compile("\\bcd");
    CHECK(!regex->find("abcd", 0, false, scratch));
    CHECK(!regex->find("abcd", 2, false, scratch)); // what is before it still counts
    const auto span = regex->find("ab cd cd", 4, false, scratch);
    CHECK_EQUAL(span->begin, 6U);
    CHECK_EQUAL(span->end, 8U);
}

TEST(groups_are_given_by_number_and_name)
{
    MatchScratch scratch;
    const auto regex = Regex::compile("(?<A>a)|(b)");
    const auto groups = regex->groups("xb", scratch);
    CHECK_EQUAL(groups.size(), 3U);
    CHECK_EQUAL(groups[0], "b");
    CHECK_EQUAL(groups[1], "");
    CHECK_EQUAL(groups[2], "b");
    CHECK_EQUAL(regex->names().front().first, "A");
    CHECK_EQUAL(regex->names().front().second, 1U);
    CHECK(regex->groups("x", scratch).empty());
}

TEST(what_perl_allows_and_pcre_calls_otherwise)
{
    CHECK(matches("^a{,2}$", "aa"));
    CHECK(matches("(?aa)x", "x"));
    CHECK(matches("a\\K(?=b)", "ab"));
}

TEST(a_broken_pattern_says_where)
{
    const auto regex = Regex::compile("ab(c");
    CHECK(!regex);
    CHECK(regex.error().what.find('4') != std::string::npos);
    CHECK(!Regex::check("ab(c"));
    CHECK(Regex::check("ab(c)"));
}

TEST(a_match_cannot_run_without_end)
{
    MatchScratch scratch;
    const auto regex = Regex::compile("^(?:a+)+(?<!a)$");
    const std::string subject(4000, 'a');
    const Stopwatch watch;
    CHECK(!regex->matches(subject, scratch));
    CHECK_EQUAL(scratch.limits_hit(), 1U);
    CHECK(watch.seconds() < 5);
}

// Last: what is refused stays refused.
TEST(without_executable_memory_patterns_are_slower_and_mean_the_same)
{
    CHECK(Regex::compile("a+b")->is_fast());
    constexpr int refuse_executable_gain = 65; // PR_SET_MDWE, Linux 6.3
    if (::prctl(refuse_executable_gain, 1UL, 0UL, 0UL, 0UL) != 0) return;
    // What is executable already goes on to be used, until it is full.
    std::vector<Regex> kept;
    while (kept.size() < 2000 && (kept.empty() || kept.back().is_fast()))
        kept.push_back(std::move(*Regex::compile("c+d|(?:c|e){1,60}f|x{3,9}y?z")));
    const Regex& regex = kept.back();
    CHECK(!regex.is_fast());
    MatchScratch scratch;
    CHECK(regex.matches("xccd", scratch));
    CHECK(!regex.matches("xcc", scratch));
}
