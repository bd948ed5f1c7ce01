// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/mail_date.h"

#include "unit/check.h"

using namespace chainmail::spam_score;

namespace {

std::int64_t seconds(std::string_view text)
{
    return parse_date(text).value_or(-1);
}

} // namespace

TEST(the_usual_form)
{
    CHECK_EQUAL(seconds("Thu, 01 Jan 1970 00:00:10 +0000"), 10);
    CHECK_EQUAL(seconds("Sun, 22 Nov 2026 10:00:00 +0100"), 1795338000);
    CHECK_EQUAL(seconds("x; 22 Nov 2026 10:00:00 -0330 (x)"), 1795354200);
}

TEST(other_forms)
{
    CHECK_EQUAL(seconds("22 Nov 26 10:00:00 +0000"), 1795341600);
    CHECK_EQUAL(seconds("22 Nov 2026 10:00:00 EST"), 1795359600);
    CHECK_EQUAL(seconds("22 Nov 2026 10:00 +0000"), 1795341600);
    CHECK_EQUAL(seconds("Sun Nov 22 10:00:00 2026"), 1795341600);
}

TEST(no_date)
{
    CHECK(!parse_date(""));
    CHECK(!parse_date("yesterday"));
    CHECK(!parse_date("22 Foo 2026 10:00:00 +0000"));
}

TEST(what_is_out_of_range_is_bent)
{
    CHECK(seconds("1 Jan 2099 00:00:00 +0000") < 2145916800);
    CHECK(seconds("1 Jan 1900 00:00:00 +0000") >= 0);
}
