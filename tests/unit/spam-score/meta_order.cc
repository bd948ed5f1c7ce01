// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/meta_order.h"

#include "base/text.h"
#include "unit/check.h"

using namespace chainmail;
using namespace chainmail::spam_score;

namespace {

MetaOrder order(const MetaSources& sources)
{
    return order_metas(sources, [](std::string_view glob) -> std::vector<std::string> {
        if (glob == "R_*") return {"R_1", "R_2", "M"};
        return {};
    });
}

} // namespace

TEST(a_meta_comes_behind_those_it_is_made_of)
{
    const auto result = order({{"A", "B && x"}, {"B", "C || y"}, {"C", "z"}});
    CHECK_EQUAL(text::join(result.names, " "), "C B A");
    CHECK((result.parts.at("A") == std::set<std::string>{"B", "x"}));
    CHECK(result.broken.empty());
}

TEST(circles_are_broken_and_what_hangs_on_them)
{
    const auto result =
        order({{"A", "B"}, {"B", "A"}, {"C", "A"}, {"D", "D + 1"}, {"E", "x"}});
    CHECK_EQUAL(text::join(result.names, " "), "E");
    CHECK_EQUAL(result.broken.size(), 4U);
}

TEST(what_cannot_be_read_is_broken)
{
    const auto result = order({{"A", "x &&"}, {"B", "x"}});
    CHECK_EQUAL(text::join(result.names, " "), "B");
    CHECK(result.broken.contains("A"));
}

TEST(a_glob_stands_for_a_sum_without_the_meta_itself)
{
    const auto result =
        order({{"M", "rules_matching(R_*) > 1"}, {"N", "rules_matching(no)"}});
    CHECK_EQUAL(result.expressions.at("M"), "(R_1+R_2) > 1");
    CHECK_EQUAL(result.expressions.at("N"), "(0)");
}
