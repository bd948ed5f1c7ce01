// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "lookup/back_off.h"

#include "../check.h"

using chainmail::lookup::BackOff;

TEST(doubles_to_half_a_minute_and_starts_anew)
{
    BackOff back_off;
    for (const std::uint64_t wait :
         {500U, 1000U, 2000U, 4000U, 8000U, 16000U, 30000U, 30000U})
        CHECK_EQUAL(back_off.next_ms(0), wait);
    for (int i = 0; i < 1000; ++i)
        CHECK_EQUAL(back_off.next_ms(0), 30000U);
    back_off.reset();
    CHECK_EQUAL(back_off.next_ms(0), 500U);
}

TEST(is_shortened_by_up_to_a_fifth)
{
    for (const std::uint32_t random : {0U, 1U, 999U, 1000U, 123456789U, 4294967295U}) {
        BackOff back_off;
        const auto wait = back_off.next_ms(random);
        CHECK(wait > 400 && wait <= 500);
    }
    BackOff other;
    CHECK_EQUAL(other.next_ms(500), 450U);
}
