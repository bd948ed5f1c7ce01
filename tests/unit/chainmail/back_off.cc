// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "chainmail/resident.h"
#include "unit/check.h"

using chainmail::supervisor::BackOff;

TEST(the_first_end_is_forgiven_then_waits_double)
{
    BackOff back_off;
    std::uint64_t now = 5000;
    CHECK_EQUAL(back_off.next_start_ms(4000, now), now);
    for (const unsigned wait : {1000U, 2000U, 4000U, 8000U, 16000U, 32000U, 60000U})
        CHECK_EQUAL(back_off.next_start_ms(now - 10, now), now + wait);
    for (int i = 0; i < 100; ++i)
        CHECK_EQUAL(back_off.next_start_ms(now - 10, now), now + 60000);
}

TEST(ten_minutes_of_life_forgive_everything)
{
    BackOff back_off;
    const std::uint64_t now = 10'000'000;
    for (int i = 0; i < 5; ++i)
        static_cast<void>(back_off.next_start_ms(now, now));
    CHECK_EQUAL(back_off.next_start_ms(now - 600'000, now), now);
    CHECK_EQUAL(back_off.next_start_ms(now - 599'999, now), now + 1000);
}
