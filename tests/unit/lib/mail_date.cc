// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/date.h"

#include "unit/check.h"

#include <cstdlib>
#include <ctime>

using chainmail::mail::date_time;

namespace {

std::string in_zone(const char* zone, std::int64_t seconds)
{
    ::setenv("TZ", zone, 1);
    ::tzset();
    return date_time(seconds);
}

} // namespace

TEST(zones)
{
    CHECK_EQUAL(in_zone("UTC0", 0), "Thu, 1 Jan 1970 00:00:00 +0000");
    CHECK_EQUAL(in_zone("CET-1", 1057049557), "Tue, 1 Jul 2003 09:52:37 +0100");
    CHECK_EQUAL(in_zone("NST3:30", 1057049557), "Tue, 1 Jul 2003 05:22:37 -0330");
    CHECK_EQUAL(in_zone("NPT-5:45", 1734220799), "Sun, 15 Dec 2024 05:44:59 +0545");
}
