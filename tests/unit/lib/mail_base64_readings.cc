// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/base64_readings.h"

#include "unit/check.h"

#include <algorithm>

using namespace chainmail::mail;

namespace {

// Whether one of the readings of `text` is `wanted`.
bool reads(std::string_view text, std::string_view wanted)
{
    const auto rules = rules_for(find_oddities(text));
    return std::any_of(rules.begin(), rules.end(), [&](const Base64Rules& one) {
        return decode_base64(text, one) == wanted;
    });
}

std::size_t readings(std::string_view text)
{
    return rules_for(find_oddities(text)).size();
}

} // namespace

TEST(good_base64_is_read_once)
{
    for (const char* text :
         {"Zm9vYmFy", "Zm9vYmE=", "Zm9vYg==", "Zm9v\r\nYmFy\r\n", ""})
        CHECK_EQUAL(readings(text), 1U);
    CHECK_EQUAL(decode_base64("Zm9v\nYmE=\n", {}), "fooba");
    CHECK_EQUAL(decode_base64("Zm9vY", {}), "foo");
}

TEST(characters_out_of_place)
{
    CHECK(reads("Z.m.9.v.YmFy", "foobar"));
    CHECK(reads("Zm9#abcd\nvYmFy", "foobar"));
    CHECK(reads("begin-base64 644 x.zip\nZm9vYmFy\n====", "foobar"));
    CHECK(reads("-_-_", "\xFB\xFF\xBF"));
}

TEST(padding_out_of_place)
{
    CHECK(reads("Zg==Zm9v", "ffoo"));
    CHECK(reads("Zg==Zm9v", "f"));
    CHECK(reads("Zm=9vYmFy", "foobar"));
    CHECK(reads("Z=m8=Ym8=", "fobo"));
    CHECK(reads("Z=A=Zg==", "df"));
    CHECK(reads("Zm9=YmFy", std::string("fo@bar")));
}

TEST(lines_that_end_within_a_group)
{
    CHECK(reads("Zm9vX\nYmFyX\n", "foobar"));
    CHECK(reads("A\n\nZm9vYmFy\n", "foobar"));
    CHECK(reads("Zm9\nvYm\nFy\n", "foobar"));
    CHECK_EQUAL(behind_blank_line("AB\n\nZm9v"), "Zm9v");
    CHECK_EQUAL(behind_blank_line("AB\nZm9v"), "");
}

TEST(long_lines_of_an_odd_length_are_told_apart)
{
    const std::string line(61, 'A');
    CHECK(find_oddities(line + "\n" + line).only_line_length());
    CHECK(!find_oddities("Zm9vX\nYmFyX\n").only_line_length());
}

TEST(number_of_readings_is_bounded)
{
    CHECK(readings("A\n\n=A-_.Zm=9v==Zg==#\nZm9vYmFyZg") <= 10U);
}
