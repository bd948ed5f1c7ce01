// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/quoted_readings.h"

#include "unit/check.h"

#include <algorithm>

using namespace chainmail::mail;

namespace {

bool reads(std::string_view text, std::string_view wanted)
{
    const auto rules = quoted_rules_for(text);
    return std::any_of(rules.begin(), rules.end(), [&](const QuotedRules& one) {
        return decode_quoted(text, one) == wanted;
    });
}

} // namespace

TEST(good_text_is_read_once)
{
    for (const char* text : {"caf=C3=A9 =\nau lait\n",
                             "caf=c3=a9\n",
                             "a=3Db  \nb",
                             "=50=4B=03=\n=04=",
                             "x = \ny"})
        CHECK_EQUAL(quoted_rules_for(text).size(), 1U);
    CHECK_EQUAL(decode_quoted("a=3Db  \r\nb= \nc", {}), "a=b\nbc");
}

TEST(bad_escapes)
{
    CHECK(reads("=P=K", "PK"));
    CHECK(reads("=0P=0K", "PK"));
    CHECK(reads("=XX=50=XX=4B", "PK"));
    CHECK(reads("==50=\n==4B=\n", "PK"));
    CHECK(reads("= =50=\n=  =4B=\n", "PK"));
    CHECK(reads("=0X=50=0a=4B", "PK"));
    CHECK(reads("a=b", "a=b"));
}

TEST(bad_escapes_that_make_good_ones)
{
    CHECK(reads("==a50==a4=aB", "PK"));
    CHECK(reads("=0=50=0=4B=0==0\n", "PK"));
}

TEST(escapes_of_both_cases)
{
    CHECK(reads("=aB=50=4B", "B\x50\x4B"));
    CHECK(reads("=aB=50=4B", "\xAB\x50\x4B"));
}

TEST(what_stands_between_escapes)
{
    CHECK(reads("=50\t=4B=\n", "PK"));
    CHECK(reads("\t=50=\n\t=4B=\n", "PK"));
    CHECK(reads("=50\xAA=4B", "PK"));
    CHECK(reads("=50\n=4B\n", "PK"));
    CHECK(reads("=5=\n0=4B", "PK"));
    CHECK(reads("=5\n0=4B", "PK"));
    CHECK(reads("=\n50=4B=54", "PKT"));
}

TEST(number_of_readings_is_bounded)
{
    CHECK(quoted_rules_for("=aB=4B=x\n\xAA=\n=50\n==0").size() <= 13U);
}
