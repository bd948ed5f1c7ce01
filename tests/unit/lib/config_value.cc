// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "config_check.h"

#include <cmath>

using namespace chainmail::config;

TEST(numbers_print_as_in_perl)
{
    CHECK_EQUAL(print(2.0), "2");
    CHECK_EQUAL(print(6.31), "6.31");
    CHECK_EQUAL(print(-999), "-999");
    CHECK_EQUAL(print(0.1 + 0.2), "0.3");
    CHECK_EQUAL(print(1.0 / 3), "0.333333333333333");
    CHECK_EQUAL(print(1e-5), "1e-05");
    CHECK_EQUAL(print(1e100), "1e+100");
    CHECK_EQUAL(print(1e15), "1000000000000000");
    CHECK_EQUAL(print(9007199254740991), "9007199254740991");
}

TEST(numbers_in_texts)
{
    CHECK(parse_number("-999") == -999.0);
    CHECK(parse_number(" 5. \n") == 5.0);
    CHECK(parse_number("+.5e1") == 5.0);
    CHECK(parse_number("0x10") == std::nullopt);
    CHECK(parse_number("12abc") == std::nullopt);
    CHECK(parse_number("") == std::nullopt);
    CHECK(parse_number("inf") == std::nullopt);
    CHECK(parse_number("--1") == std::nullopt);
    CHECK(parse_number("1e999") == std::nullopt);
    CHECK(!std::signbit(*parse_number("-0")));
}

TEST(truth_is_perls)
{
    CHECK(!Value().is_true());
    CHECK(!Value(0.0).is_true());
    CHECK(!Value("").is_true());
    CHECK(!Value("0").is_true());
    CHECK(Value("0.0").is_true());
    CHECK(Value("00").is_true());
    CHECK(Value(-1.0).is_true());
    CHECK(Value(List()).is_true());
}

TEST(only_plain_values_have_a_text)
{
    CHECK_EQUAL(Value().text().value_or("-"), "");
    CHECK_EQUAL(Value(2.0).text().value_or("-"), "2");
    CHECK_EQUAL(Value("2.0").text().value_or("-"), "2.0");
    CHECK(!Value(List{Value(1.0)}).text());
    CHECK(!Value(Hash()).text());
    CHECK(!Value(Reference{"@x"}).text());
    CHECK(!Value(Regex{"a", ""}).text());
}
