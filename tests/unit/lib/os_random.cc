// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "os/random.h"

#include "unit/check.h"

using namespace chainmail;

TEST(each_call_gives_other_bytes)
{
    const auto first = os::random_bytes(32);
    const auto second = os::random_bytes(32);
    CHECK(first && second);
    CHECK_EQUAL(first->size(), 32U);
    CHECK(*first != *second);
    CHECK_EQUAL(os::random_bytes(0)->size(), 0U);
}
