// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "policy/category.h"

#include "../check.h"

using namespace chainmail::policy;

namespace {

std::string ordered(std::vector<Category> categories)
{
    std::string out;
    for (const auto& category : in_order(std::move(categories)))
        out += text(category) + " ";
    return out;
}

} // namespace

TEST(the_most_important_comes_first_and_minors_bring_their_major)
{
    CHECK_EQUAL(ordered({clean}), "1 ");
    CHECK_EQUAL(ordered({clean, tagged}), "1,1 1 ");
    CHECK_EQUAL(ordered({clean, tagged, spammy, spam_category, infected}),
                "9 6 5 1,1 1 ");
    CHECK_EQUAL(ordered({clean, unchecked, over_limits, over_limits}), "7,2 7 1 ");
    CHECK_EQUAL(ordered({clean, over_limits}), "7,2 7 1 ");
}

TEST(names_are_joined_once)
{
    CHECK_EQUAL(join_names({}), "");
    CHECK_EQUAL(join_names({"B", "A", "B"}), "B, A");
}

TEST(has_the_words_of_log_and_reply)
{
    const Findings found{{"A", "B", "A"}, "x.exe"};
    CHECK_EQUAL(log_word(tagged, found), "CLEAN");
    CHECK_EQUAL(log_word(spammy, found), "SPAMMY");
    CHECK_EQUAL(log_word(spam_category, found), "SPAM");
    CHECK_EQUAL(log_word(over_limits, found), "UNCHECKED");
    CHECK_EQUAL(log_word(infected, found), "INFECTED (A, B)");
    CHECK_EQUAL(log_word(encrypted, found), "UNCHECKED-ENCRYPTED");
    CHECK_EQUAL(log_word(banned, found), "BANNED (x.exe)");
    CHECK_EQUAL(log_word({Major::bad_header, 7}, found), "BAD-HEADER-7");
}
