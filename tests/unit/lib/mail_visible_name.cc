// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/visible_name.h"

#include "unit/check.h"

using chainmail::mail::visible_name;

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
        CHECK_EQUAL(visible_name(name), name);
}

TEST(bytes_that_are_no_character)
{
    CHECK_EQUAL(visible_name("a\xE2"
                             "exe"),
                "a\xE2"
                "exe");
    CHECK_EQUAL(visible_name("\xE2\x80"
                             "\x0B"
                             "b"),
                "\xE2\x80"
                "\x0B"
                "b");
}

TEST(what_is_not_seen)
{
    CHECK_EQUAL(visible_name("a.e\xE2\x80\x8Bxe"), "a.exe"); // zero width space
    CHECK_EQUAL(visible_name("a.\xE2\x80\xAE"
                             "exe"),
                "a.exe");                                // right to left
    CHECK_EQUAL(visible_name("a.exe\xC2\xAD"), "a.exe"); // soft hyphen
    CHECK_EQUAL(visible_name("\xEF\xBB\xBF"
                             "a.exe"),
                "a.exe"); // byte order mark
    CHECK_EQUAL(visible_name("\xE2\x81\xA6\xF3\xA0\x81\xA1"), "");
}
