// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/expression.h"

#include "base/text.h"
#include "unit/check.h"

#include <charconv>

using namespace chainmail;
using namespace chainmail::spam_score;

namespace {

// a, b, c ... are the places 0, 1, 2 ...; twice(N) is a constant.
Expression::Names letters()
{
    return {[](std::string_view name) { return name == "twice"; },
            [](std::string_view name,
               std::string_view argument) -> Result<Expression::Leaf> {
                if (name == "twice")
                    return Expression::Leaf{2.0 * (argument.at(0) - '0')};
                if (name.size() != 1) return permanent("unknown name");
                return Expression::Leaf{static_cast<std::size_t>(name[0] - 'a')};
            }};
}

double value(std::string_view text, std::vector<double> values = {})
{
    const auto expression = Expression::parse(text, letters());
    CHECK(expression);
    return expression ? expression->value(values) : -1e9;
}

bool is_refused(std::string_view text)
{
    return !Expression::parse(text, letters());
}

} // namespace

TEST(operators_bind_as_in_perl)
{
    CHECK_EQUAL(value("1 + 2 * 3"), 7.0);
    CHECK_EQUAL(value("10 - 3 - 2"), 5.0);
    CHECK_EQUAL(value("1 + 2 > 2"), 1.0);
    CHECK_EQUAL(value("0 || 1 && 0"), 0.0);
    CHECK_EQUAL(value("1 ? 0 ? 5 : 6 : 7"), 6.0);
    CHECK_EQUAL(value("!0 + 1"), 2.0);
    CHECK_EQUAL(value("-2 * -3"), 6.0);
}

TEST(and_or_give_the_operand_that_decided)
{
    CHECK_EQUAL(value("a && b", {2, 3}), 3.0);
    CHECK_EQUAL(value("a || b", {2, 3}), 2.0);
    CHECK_EQUAL(value("a || b", {0, 3}), 3.0);
    CHECK_EQUAL(value("(a || b) + 1", {0, 3}), 4.0);
}

TEST(a_division_by_nothing_is_nothing)
{
    CHECK_EQUAL(value("6 / 4"), 1.5);
    CHECK_EQUAL(value("6 / a", {0}), 0.0);
}

TEST(comparisons)
{
    CHECK_EQUAL(value("(2 >= 2) + (1 <= 0) + (3 == 3.0) + (3 != 3)"), 2.0);
    CHECK_EQUAL(value("(a + b + c) > 1", {1, 0, 1}), 1.0);
    CHECK_EQUAL(value("(a + b + c) > 1", {0, 0, 1}), 0.0);
}

TEST(names_with_an_argument)
{
    CHECK_EQUAL(value("twice(4) + 1"), 9.0);
}

TEST(places_are_listed)
{
    const auto expression = Expression::parse("b && (a || b)", letters());
    CHECK_EQUAL(expression->places().size(), 3U);
    CHECK_EQUAL(expression->places().front(), 1U);
}

TEST(what_perl_refuses_is_refused)
{
    for (const auto* text : {"",
                             "a b",
                             "a &&",
                             "(a",
                             "a)",
                             "1 < 2 < 3",
                             "&& a",
                             "a ? b",
                             "unknown",
                             "a == b == c",
                             "1 2"})
        CHECK(is_refused(text));
}

TEST(nesting_is_bounded)
{
    CHECK(is_refused(std::string(100'000, '(') + "1" + std::string(100'000, ')')));
    CHECK(is_refused(std::string(100'000, '!') + "1"));
    CHECK_EQUAL(value(std::string(50, '(') + "1" + std::string(50, ')')), 1.0);
}
