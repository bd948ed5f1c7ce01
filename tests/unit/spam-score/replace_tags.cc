// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/replace_tags.h"

#include "spam-score/regex.h"
#include "unit/check.h"

using namespace chainmail::spam_score;

namespace {

ReplaceTags some_tags()
{
    ReplaceTags tags;
    tags.tags = {{"A", "[a4]"}, {"I", "[i1]"}, {"AI", "(?:<A><I>)"}};
    tags.between = {{"S", "_?"}};
    tags.before = {{"B", "b"}};
    tags.behind = {{"P", "+"}};
    return tags;
}

} // namespace

TEST(tags_are_written_out)
{
    CHECK_EQUAL(expand_tags("v<I>x", some_tags()), "v[i1]x");
    CHECK_EQUAL(expand_tags("<AI>", some_tags()), "(?:[a4][i1])");
}

TEST(what_stands_before_behind_and_between)
{
    CHECK_EQUAL(expand_tags("<inter S>v<I><A>", some_tags()), "v[i1]_?[a4]");
    CHECK_EQUAL(expand_tags("<pre B><post P>v<I>", some_tags()), "vb[i1]+");
}

TEST(other_angle_brackets_stay)
{
    CHECK_EQUAL(expand_tags("(?<=x)<Q> a<b", some_tags()), "(?<=x)<Q> a<b");
}

TEST(a_tag_in_itself_ends)
{
    ReplaceTags tags;
    tags.tags = {{"A", "x<A><A>"}};
    CHECK(expand_tags("<A>", tags).size() < 10'000);
}

TEST(tags_called_by_name_match_the_same)
{
    MatchScratch scratch;
    const auto regex = Regex::compile(factor_tags("^v<I><AI>$", some_tags()));
    CHECK(regex);
    CHECK(regex->matches("v1a1", scratch));
    CHECK(!regex->matches("vxa1", scratch));
}
