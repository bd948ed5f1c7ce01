// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/needed_run.h"

#include "unit/check.h"
#include "unit/stopwatch.h"

#include <string>

using namespace chainmail::spam_score;

namespace {

std::size_t length_of(std::string_view pattern)
{
    const auto run = needed_run(pattern);
    return run ? run->length : 0;
}

bool may_match(std::string_view pattern, std::string_view text)
{
    const auto run = needed_run(pattern);
    return !run || holds_run(text, *run);
}

} // namespace

TEST(a_repeat_has_a_length)
{
    CHECK_EQUAL(length_of("[A-Z]{16,}"), 16U);
    CHECK_EQUAL(length_of("x?(?:[A-Z]{4,9}\\d)+"), 0U);
    CHECK_EQUAL(length_of("\\b(?:[A-Z]{5,}[\\s.]+){10}z"), 60U);
    CHECK_EQUAL(length_of("^[^\\r\\n]{998}"), 998U);
}

TEST(what_need_not_be_there_has_none)
{
    CHECK_EQUAL(length_of("(?:[A-Z]{16})?z"), 0U);
    CHECK_EQUAL(length_of("[A-Z]{16}|z"), 0U);
    CHECK_EQUAL(length_of("(?=[A-Z]{16})z"), 0U);
    CHECK_EQUAL(length_of(".{16}"), 0U); // most texts hold it
}

TEST(a_run_is_found_wherever_it_is)
{
    const std::string run(16, 'A');
    for (std::size_t before = 0; before < 40; ++before) {
        const std::string front(before, '-');
        CHECK(may_match("[A-Z]{16}", front + run));
        CHECK(may_match("[A-Z]{16}", front + run.substr(1) + "-" + run + "-"));
        CHECK(!may_match("[A-Z]{16}", front + run.substr(1) + "-" + run.substr(1)));
    }
    CHECK(!may_match("[A-Z]{16}", ""));
    CHECK(may_match("(?i)[A-Z]{16}", "aaaaaaaaaaaaaaaa"));
}

TEST(runs_that_are_always_one_too_short_take_linear_time)
{
    const auto run = needed_run("^[^\\r\\n]{998}");
    std::string text;
    while (text.size() < 20'000'000)
        text += std::string(997, 'a') + "\n";
    const Stopwatch watch;
    CHECK(!holds_run(text, *run));
    CHECK(watch.seconds() < 2);
}
