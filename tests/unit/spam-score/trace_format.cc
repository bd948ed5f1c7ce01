// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/trace_format.h"

#include "unit/check.h"
#include "unit/stopwatch.h"

#include <string>

using namespace chainmail::spam_score;

TEST(pieces_are_kept_by_name)
{
    const TraceFormat format("from {helo} ({rdns} [{ip}]) by {by} with {smtp} id {id}");
    TraceMatch match;
    CHECK(format.matches(
        "from a (b.example.com [192.0.2.1]) by c with ESMTP id 7; date", match));
    CHECK_EQUAL(match[TraceField::helo], "a");
    CHECK_EQUAL(match[TraceField::rdns], "b.example.com");
    CHECK_EQUAL(match[TraceField::ip], "192.0.2.1");
    CHECK_EQUAL(match[TraceField::by], "c");
    CHECK(
        !format.matches("from a (b.example.com [no ip]) by c with ESMTP id 7", match));
    CHECK(!format.matches("x from a (b [192.0.2.1]) by c with SMTP id 7", match));
}

TEST(a_format_may_stand_anywhere)
{
    const TraceFormat format("({rdns} [{ip}])");
    TraceMatch match;
    CHECK(!format.matches("from a (b [192.0.2.1])", match));
    CHECK(format.found_in("from a (b [192.0.2.1])", match));
    CHECK_EQUAL(match[TraceField::rdns], "b");
}

TEST(one_word_can_be_both_names)
{
    const TraceFormat format("from {host} by");
    TraceMatch match;
    CHECK(format.matches("from a.example.com by", match));
    CHECK(match.host_is_both);
    CHECK_EQUAL(match[TraceField::helo], "a.example.com");
}

TEST(matching_is_bounded)
{
    const TraceFormat format("{any}a{any}b{any}c{any}d{end}");
    TraceMatch match;
    const Stopwatch watch;
    CHECK(!format.found_in(std::string(8000, 'a'), match));
    CHECK(watch.seconds() < 2);
}
