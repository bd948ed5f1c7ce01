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

// t/date.t of SpamAssassin 4.0.1
TEST(dates_of_real_mail)
{
    CHECK_EQUAL(seconds("Mon, 31 Oct 2005 18:44:29 -0800"), 1130813069);
    CHECK_EQUAL(seconds("Wed, 28 Sep 2005 16:24:49 +0800 (CST)"), 1127895889);
    CHECK_EQUAL(seconds("Tue, 25 Apr 2006 02:15:29 -0700"), 1145956529);
    CHECK_EQUAL(seconds("Sun, 8 Jan 2006 13:12:04 +0100"), 1136722324);
    CHECK_EQUAL(seconds("Mon, 8 May 2006 15:49:45 -0700"), 1147128585);
    CHECK_EQUAL(seconds("Sat, 14 Jan 2037 21:03:03 -0000"), 2115579783);
    for (const auto* date : {"Mon, 20 Sep 2004 21:43:60 -0700 (PDT)",
                             "Mon, 20 Sep 2004 23:60:57 -0700 (PDT)",
                             "Mon, 20 Sep 2004 24:43:57 -0700 (PDT)",
                             "Mon, 31 Sep 2004 21:43:57 -0700 (PDT)",
                             "Mon, 32 Dec 2004 21:43:57 -0700 (PDT)",
                             "Mon, 32 Jan 2004 21:43:57 -0700 (PDT)",
                             "Sun, 29 Feb 2006 21:43:57 -0800 (PST)",
                             "Sun, 30 Feb 2006 21:43:57 -0800 (PST)"})
        CHECK(seconds(date) > 0);
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
