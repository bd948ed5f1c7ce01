// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "chainmail/birth.h"
#include "unit/check.h"

using chainmail::supervisor::handed_over;

TEST(sockets_for_this_process_only)
{
    CHECK(handed_over("42", "2", 42) == 2U);
    CHECK(!handed_over("43", "2", 42));
    CHECK(!handed_over(nullptr, "2", 42));
    CHECK(!handed_over("42", nullptr, 42));
}

TEST(counts_that_make_no_sense_are_none)
{
    for (const char* count : {"0", "", "-1", "x", "1x", "101", "99999999999999999999"})
        CHECK(!handed_over("42", count, 42));
}
