// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/addresses.h"

#include "unit/check.h"
#include "unit/stopwatch.h"

using namespace chainmail::spam_score;

namespace {

// "name<address>" for each, "-" for what is missing. Blanks behind a name belong to it.
std::string parsed(std::string_view value)
{
    std::string out;
    for (const auto& one : parse_addresses(value))
        out += one.name.value_or("-") + "<" + one.address.value_or("-") + ">";
    return out;
}

} // namespace

TEST(the_usual_forms)
{
    CHECK_EQUAL(parsed("a@example.com\n"), "-<a@example.com>");
    CHECK_EQUAL(parsed("John Doe <a@example.com>"), "John Doe <a@example.com>");
    CHECK_EQUAL(parsed("\"Doe, John\" <a@example.com>"), "Doe, John <a@example.com>");
    CHECK_EQUAL(parsed("a@example.com (John)"), "John<a@example.com>");
    CHECK_EQUAL(parsed("a@example.com, B <b@example.com>"),
                "-<a@example.com>B <b@example.com>");
}

TEST(a_name_is_what_something_may_follow)
{
    CHECK_EQUAL(parsed("\"John\" (<a@example.com>)"), "John<->");
    CHECK_EQUAL(parsed("\"John\" (Johnny) \"D\" (<a@example.com>)"), "John  D<->");
}

TEST(groups)
{
    CHECK_EQUAL(parsed("friends: a@example.com, b@example.com;"),
                "-<a@example.com>-<b@example.com>");
}

TEST(quoted_characters)
{
    CHECK_EQUAL(parsed("\"J\\\"D\" <a@example.com>"), "J\"D <a@example.com>");
}

TEST(a_list_of_nothing_ends)
{
    CHECK(parse_addresses(std::string(100'000, ',')).size() <= 10'000);
    CHECK(parse_addresses("").empty());
}

TEST(hostile_lists_take_no_time)
{
    const Stopwatch watch;
    for (const std::string_view piece :
         {"(", "\"", "<", "a@", "a:", "\\", "a <b", ";"}) {
        std::string value;
        while (value.size() < 60'000)
            value += piece;
        parse_addresses(value);
    }
    CHECK(watch.seconds() < 10);
}
