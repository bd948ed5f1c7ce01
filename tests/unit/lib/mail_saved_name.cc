// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/saved_name.h"

#include "unit/check.h"

using chainmail::mail::saved_name;

TEST(what_stays)
{
    for (const auto* name : {"",
                             "a.exe",
                             "a b.exe",
                             ".exe",
                             "f\xC3\xBCr.txt",
                             "\xFF.exe",
                             "\xE2\x80",
                             "\xE2\x82\xAC.pdf",
                             "\xF0\x9F\x98\x80.png"})
        CHECK_EQUAL(saved_name(name), name);
}

TEST(what_is_not_seen)
{
    CHECK_EQUAL(saved_name("a.e\xE2\x80\x8Bxe"), "a.exe"); // zero width space
    CHECK_EQUAL(saved_name("a.\xE2\x80\xAE"
                           "exe"),
                "a.exe");                              // right to left
    CHECK_EQUAL(saved_name("a.exe\xC2\xAD"), "a.exe"); // soft hyphen
    CHECK_EQUAL(saved_name("\xEF\xBB\xBF"
                           "a.exe"),
                "a.exe"); // byte order mark
    CHECK_EQUAL(saved_name("\xE2\x81\xA6\xF3\xA0\x81\xA1"), "");
}

TEST(what_is_dropped_at_the_end)
{
    CHECK_EQUAL(saved_name("a.exe "), "a.exe");
    CHECK_EQUAL(saved_name("a.exe. .\t."), "a.exe");
    CHECK_EQUAL(saved_name("a.exe\xC2\xA0\xE3\x80\x80"), "a.exe");
    CHECK_EQUAL(saved_name("a.exe.\xE2\x80\x8B "), "a.exe");
    CHECK_EQUAL(saved_name(" ... "), "");
}
