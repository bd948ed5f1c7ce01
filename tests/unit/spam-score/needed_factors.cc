// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/needed_factors.h"

#include "spam-score/factor_index.h"
#include "spam-score/regex.h"
#include "unit/check.h"

#include <algorithm>

using namespace chainmail::spam_score;

namespace {

std::vector<std::uint32_t> found(const FactorIndex& index, std::string_view text)
{
    KindText kinds;
    FactorMarks marks;
    std::vector<std::uint32_t> rules;
    kinds.read(text);
    index.find(kinds, marks, rules);
    std::sort(rules.begin(), rules.end());
    return rules;
}

bool passes(std::string_view pattern, std::string_view text)
{
    FactorIndex index;
    index.add(0, needed_factors(pattern));
    index.finish();
    return !found(index, text).empty();
}

// A filter may pass what does not match, but here it can tell.
void check_told_apart(std::string_view pattern,
                      std::string_view match,
                      std::string_view other)
{
    MatchScratch scratch;
    const auto regex = Regex::compile(pattern);
    CHECK(regex);
    CHECK(regex->matches(match, scratch));
    CHECK(!regex->matches(other, scratch));
    CHECK(passes(pattern, match));
    CHECK(!passes(pattern, other));
}

bool is_known(std::string_view pattern)
{
    const auto needed = needed_factors(pattern);
    return !needed.any.empty() || needed.one_of.any();
}

bool is_within(const std::vector<Window>& windows, std::size_t place)
{
    return std::any_of(windows.begin(), windows.end(), [&](const Window& window) {
        return window.first <= place && place <= window.last;
    });
}

void check_window(const NeededFactors& needed, std::string_view text, std::size_t begin)
{
    FactorIndex index;
    index.add(0, needed);
    index.finish();
    KindText kinds;
    FactorMarks marks;
    std::vector<std::uint32_t> rules;
    std::vector<Window> windows;
    kinds.read(text);
    index.find(kinds, marks, rules);
    CHECK(marks.windows_of(0, windows));
    CHECK(is_within(windows, begin));
    index.find_windows(kinds, windows);
    if (needed.after.front().most == 0) CHECK(is_within(windows, begin));
}

// Wherever the pattern matches, the filter passes and knows the place.
void check_never_missed(std::string_view pattern, std::string_view text)
{
    MatchScratch scratch;
    const auto regex = Regex::compile_for_places(pattern);
    CHECK(regex);
    const auto match = regex->find(text, 0, false, scratch);
    CHECK(match.has_value());
    CHECK(passes(pattern, text));
    const auto at = regex->find_from(text, match->begin, match->begin, scratch);
    CHECK(at && at->end == match->end);
    auto needed = needed_factors(pattern);
    if (needed.any.empty()) return;
    check_window(needed, text, match->begin);
    if (needed.starts.empty()) return;
    needed.any = needed.starts;
    needed.after.assign(needed.any.size(), {});
    check_window(needed, text, match->begin);
}

std::vector<std::pair<std::uint32_t, std::uint32_t>>
windows_in(std::string_view pattern, std::string_view text)
{
    FactorIndex index;
    index.add(0, needed_factors(pattern));
    index.finish();
    KindText kinds;
    FactorMarks marks;
    std::vector<std::uint32_t> rules;
    std::vector<Window> windows;
    kinds.read(text);
    index.find(kinds, marks, rules);
    marks.windows_of(0, windows);
    std::vector<std::pair<std::uint32_t, std::uint32_t>> out;
    for (const auto& window : windows)
        out.emplace_back(window.first, window.last);
    return out;
}

} // namespace

TEST(words_of_a_pattern_are_needed)
{
    check_told_apart("(?i)\\bViagra\\b", "buy VIAGRA now", "buy virga now");
    check_told_apart("foo\\s+barbaz", "foo   barbaz", "foo bar baz");
    check_told_apart("a(?:bcdef|ghijk)l", "a aghijkl", "a abcde ghij");
    check_told_apart("(?:free){2}mon", "freefreemon", "freemoney");
    check_told_apart("\\x41\\x42cd", "xABcd", "xABdc");
    check_told_apart("[a4@][n]?[xz]{3}", "4nxzx", "4nzq");
    check_told_apart("\\s{8}[a-z]", "a        b", "a       b");
}

TEST(letters_in_disguise_are_seen)
{
    const auto pattern =
        "(?i)(?:p|\\xce\\xa1|\\xd1[\\x80-\\x8f])_{0,3}(?:[o0]|&#111;)[_\\W]?k";
    check_told_apart(pattern, "a P0k", "a pork");
    check_never_missed(pattern, "x \xd1\x84__&#111;-K");
}

TEST(a_round_is_needed_as_often_as_it_is_repeated)
{
    const auto pattern = "(?:(?:name|city|phone)[:,\\s]{1,9}){3}";
    check_told_apart(pattern, "name: city: phone:", "name: and city:");
    check_never_missed(pattern, "my name, name, name, age");
    check_never_missed("(?:abc){2}d", "abcabcd");
    check_never_missed("(?:abc){2,3}d", "abcabcabcd");
    check_never_missed("(?:(?:abc){2}x){2}", "abcabcxabcabcx");
}

TEST(what_may_be_absent_is_not_needed)
{
    check_never_missed("abcd?", "abc");
    check_never_missed("(?:abcdef)?xyz", "xyz");
    check_never_missed("(?:abcdef)*xyzw", "xyzw");
    check_never_missed("(?:abcdef){0,3}xyz", "xyz");
    check_never_missed("(?<!abcdef)ghij", "ghij");
    check_never_missed("(?:abc|)def", "def");
    check_never_missed("(a|b)\\1\\1cde", "bbbcde");
    check_never_missed("[^\\W\\d]bc", "xbc");
    CHECK(!is_known("abcd|"));
    CHECK(!is_known("(?:abcdef)?"));
    CHECK(!is_known("(?!abcdef)"));
}

TEST(braces_that_hold_no_numbers_are_text)
{
    check_never_missed("abc{2,x}", "abc{2,x}");
    check_never_missed("abc{x}", "abc{x}");
    check_never_missed("abc{,2}", "abc{,2}");
    check_never_missed("abc{2,-3}", "abc{2,-3}");
    check_never_missed("abcde{2,}", "abcdee");
}

TEST(a_quantifier_behind_a_comment_belongs_to_what_is_in_front_of_it)
{
    check_never_missed("abcd(?#e)?", "abc");
    check_never_missed("abcd(?#e)(?#f)*", "abc");
    check_never_missed("abcd(?#e){0,1}", "abc");
    check_told_apart("abc(?#e)def", "abcdef", "abcxdef");
}

TEST(of_short_patterns_a_byte_is_needed)
{
    check_told_apart("[\\x80-\\xff]", "caf\xe9", "cafe");
    check_told_apart("^\\d\\s?%", "5 %", "five");
    check_told_apart("\\$|@x", "5$", "5 a");
}

TEST(what_is_usual_says_nothing)
{
    FactorIndex index;
    index.add(0,
              needed_factors("^[^\\]]+ rdns=\\S*mta", "[ ip=1.2.3.4 rdns=a.example ]"));
    index.add(1, needed_factors(" rdns=", "[ ip=1.2.3.4 rdns=a.example ]"));
    index.finish();
    CHECK((found(index, "[ ip=5.6.7.8 rdns=b.example ]") ==
           std::vector<std::uint32_t>{1}));
    CHECK((found(index, "[ ip=5.6.7.8 rdns=mta.example ]") ==
           std::vector<std::uint32_t>{0, 1}));
}

TEST(flags_are_heeded)
{
    check_never_missed("(?i)STRA\xDF\x45", "stra\xDF\x65");
    check_never_missed("a(?i:BC)def", "abcdef");
    check_never_missed("(?i)abc(?-i)DEF", "ABCDEF");
    check_never_missed("(?s)abc.def", "abc\ndef");
}

TEST(what_is_not_understood_says_nothing)
{
    for (const char* pattern : {"(?x)abcd efgh",
                                "(?xi)abcdef",
                                "(?(1)abcdef|ghijkl)",
                                "(?R)abcdef",
                                "(*SKIP)abcdef",
                                "\\Gabcdef",
                                "abc\\Kdef",
                                "\\Qabcdef\\E",
                                "abcdef(",
                                "abcdef)",
                                "abcdef[",
                                "abcdef\\",
                                "abcdef{2}{3}",
                                "(?&name)abcdef"})
        CHECK(!is_known(pattern));
}

TEST(nesting_and_size_are_bounded)
{
    CHECK(!is_known(std::string(100000, '(') + "abcdef" + std::string(100000, ')')));
    std::string many = "abc";
    for (int i = 0; i < 30000; ++i)
        many += "|x" + std::to_string(i);
    CHECK(!is_known(many));
}

TEST(rules_are_told_by_their_factors)
{
    FactorIndex index;
    index.add(0, needed_factors("(?i)viagra|dear friend"));
    index.add(1, needed_factors("viagra"));
    index.add(2, needed_factors("nothing"));
    index.add(3, needed_factors(".*"));
    index.finish();
    CHECK((found(index, "buy viagra") == std::vector<std::uint32_t>{0, 1, 3}));
    CHECK(
        (found(index, "Dear Friend, dear friend") == std::vector<std::uint32_t>{0, 3}));
    CHECK((found(index, "") == std::vector<std::uint32_t>{3}));
}

TEST(a_factor_tells_where_a_match_begins)
{
    using Windows = std::vector<std::pair<std::uint32_t, std::uint32_t>>;
    CHECK(windows_in("xyz", "..xyz.....xyz") == (Windows{{2, 2}, {10, 10}}));
    CHECK(windows_in("a{0,3}xyzq", ".....xyzq") == (Windows{{2, 5}}));
    CHECK(windows_in("a*xyzqv", ".....xyzqv......") == (Windows{{0, 5}}));
    check_never_missed("(?:a|bcd)[^y]{0,4}xyzqv", "...bcdabcxyzqv");
    check_never_missed("(a)(b)?\\1xyzqv", ".....abaxyzqv......");
    check_never_missed("(?<=ab)\\b.(?:xyz|zyx)qv", ".ab.xyzqv");
    check_never_missed("[a-z]{2}(?:.jkqz){2,3}", "ab.jkqz.jkqz");
    check_never_missed("(?:.{1,3}jkqz|q{3}z*(?:kj){2})", "..qqqzzzkjkj");
}

TEST(a_text_full_of_a_factor_has_few_windows)
{
    std::string text;
    for (int i = 0; i < 500; ++i)
        text += "xyzq......";
    const auto windows = windows_in("xyzq", text);
    CHECK(windows.size() <= 64);
    CHECK_EQUAL(windows.back().second, 4990U);
}

TEST(marks_serve_one_text_after_the_other)
{
    FactorIndex index;
    index.add(5, needed_factors("(?:word\\s){2}"));
    index.finish();
    KindText kinds;
    FactorMarks marks;
    std::vector<std::uint32_t> rules;
    for (const char* text : {"a word ", "a word ", "word word "}) {
        kinds.read(text);
        index.find(kinds, marks, rules);
        CHECK_EQUAL(rules.size(), std::string_view(text).starts_with('w') ? 1U : 0U);
    }
}
