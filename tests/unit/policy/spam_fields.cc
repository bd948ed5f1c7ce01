// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The expected texts are what amavisd 2.13 wrote for the same scores and levels.
#include "policy/spam_fields.h"

#include "../check.h"
#include "base/text.h"
#include "policy/header_field.h"

using namespace chainmail;
using namespace chainmail::policy;

namespace {

std::vector<std::string> texts(const std::vector<SpamField>& fields)
{
    std::vector<std::string> all;
    for (const auto& one : fields)
        all.push_back(one.field);
    return all;
}

SpamFacts scored(double score, std::vector<SpamTest> tests)
{
    return {Check::done, score, std::move(tests), "disabled"};
}

Traits levels(std::optional<Level> tag, std::string_view required)
{
    Traits traits;
    traits.levels = {std::move(tag), Level{6.31, std::string(required)}, {}, {}};
    return traits;
}

std::string status(const SpamFacts& spam, bool is_spammy, const Traits& recipient)
{
    return spam_fields(spam, is_spammy, recipient, '*').back().field;
}

const Level above_2{2, "2"};

} // namespace

TEST(the_four_fields_in_their_order)
{
    const auto fields = spam_fields(
        scored(12.345, {{"POINTS_12", 12.345}}), true, levels(above_2, "6.31"), '*');
    CHECK_EQUAL(text::join(texts(fields), "|"),
                "X-Spam-Flag: YES|X-Spam-Score: 12.345|X-Spam-Level: ************|"
                "X-Spam-Status: Yes, score=12.345 tagged_above=2 required=6.31\n"
                " tests=[POINTS_12=12.345] autolearn=disabled");
}

TEST(status_folds_where_amavisd_folds)
{
    CHECK_EQUAL(status(scored(1, {{"POINTS_1", 1}}), false, levels({}, "6.31")),
                "X-Spam-Status: No, score=1 required=6.31 tests=[POINTS_1=1] "
                "autolearn=disabled");
    CHECK_EQUAL(status(scored(2, {{"POINTS_2", 2}}), false, levels(above_2, "6.31")),
                "X-Spam-Status: No, score=2 tagged_above=2 required=6.31 "
                "tests=[POINTS_2=2]\n autolearn=disabled");
    CHECK_EQUAL(status(scored(6, {{"POINTS_1", 1}, {"POINTS_5", 5}}),
                       false,
                       levels(above_2, "6.31")),
                "X-Spam-Status: No, score=6 tagged_above=2 required=6.31 "
                "tests=[POINTS_1=1,\n POINTS_5=5] autolearn=disabled");
    CHECK_EQUAL(status(scored(5.9, {{"POINTS_0_9", 0.9}, {"POINTS_5", 5}}),
                       false,
                       levels(Level{-99, "-99"}, "9")),
                "X-Spam-Status: No, score=5.9 tagged_above=-99 required=9\n"
                " tests=[POINTS_0_9=0.9, POINTS_5=5] autolearn=disabled");
    auto learnt = scored(0, {});
    learnt.autolearn = "ham autolearn_force=no";
    CHECK_EQUAL(status(learnt, false, levels({}, "6.31")),
                "X-Spam-Status: No, score=0 required=6.31 tests=[none]\n"
                " autolearn=ham autolearn_force=no");
}

TEST(undefined_levels_are_left_out)
{
    CHECK_EQUAL(status(scored(0, {}), false, {}),
                "X-Spam-Status: No, score=0 tests=[none] autolearn=disabled");
}

TEST(without_a_score)
{
    const auto fields =
        spam_fields({Check::failed, {}, {}, ""}, false, levels({}, "6.31"), '*');
    CHECK_EQUAL(text::join(texts(fields), "|"),
                "X-Spam-Flag: NO|X-Spam-Score: 0|X-Spam-Level:|"
                "X-Spam-Status: No, score=x required=6.31 tests=[] "
                "autolearn=unavailable");
}

TEST(the_bar_has_one_character_a_point)
{
    CHECK_EQUAL(level_bar(0.99, {}, '*'), "");
    CHECK_EQUAL(level_bar(-5.0, {}, '*'), "");
    CHECK_EQUAL(level_bar({}, {}, '*'), "");
    CHECK_EQUAL(level_bar(6.31, {}, '+'), "++++++");
    CHECK_EQUAL(level_bar(64.2, {}, '*').size(), 64U);
    Opinion listed;
    listed.white = true;
    CHECK_EQUAL(level_bar(5.0, listed, '*'), "");
    listed = {};
    listed.black = true;
    CHECK_EQUAL(level_bar(5.0, listed, '*').size(), 64U);
    CHECK_EQUAL(level_bar(1000.0, {}, '*').size(), 64U);
    CHECK_EQUAL(spam_fields(scored(3, {}), false, {}, '\0').size(), 3U);
}

TEST(names_of_tests_cannot_break_the_field)
{
    CHECK_EQUAL(status(scored(1, {{"A\nX-B:", 1}}), false, {}),
                "X-Spam-Status: No, score=1 tests=[A?X-B:=1] autolearn=disabled");
}

TEST(many_tests_make_many_lines)
{
    std::vector<SpamTest> tests;
    for (int i = 0; i < 300; ++i)
        tests.push_back({"RULE_" + std::to_string(i), 0.1});
    for (const auto line :
         text::split(status(scored(30, std::move(tests)), true, {}), '\n'))
        CHECK(line.size() <= wanted_line);
}
