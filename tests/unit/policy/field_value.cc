// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "policy/field_value.h"

#include "../check.h"

using namespace chainmail;
using namespace chainmail::policy;

namespace {

std::string read(std::optional<std::string> content, FieldType type)
{
    const lookup::Row row{{"id", "7"}, {"x", std::move(content)}};
    const auto value = field_value(row, "x", type);
    return value.is_undef() ? "undef" : value.text().value_or("?");
}

bool is_true(const std::string& content)
{
    const lookup::Row row{{"x", content}};
    return field_value(row, "x", FieldType::truth).is_true();
}

} // namespace

TEST(truth_is_all_but_a_few_values)
{
    for (const auto* no : {"N", "n", "F", "f", "0", "000", "", " ", "N   ", "0 "})
        CHECK(!is_true(no));
    CHECK(!is_true(std::string(2, '\0')));
    for (const auto* yes : {"Y", "1", "No", "false", "x", "01"})
        CHECK(is_true(yes));
}

TEST(null_is_no_opinion)
{
    for (const auto type :
         {FieldType::local, FieldType::truth, FieldType::number, FieldType::text})
        CHECK_EQUAL(read({}, type), "undef");
}

TEST(a_row_without_the_column_makes_local_and_nothing_else)
{
    const lookup::Row row{{"name", "example.com"}};
    CHECK(field_value(row, "local", FieldType::local).is_true());
    CHECK(field_value(row, "spam_lover", FieldType::truth).is_undef());
    CHECK(field_value(row, "spam_tag_level", FieldType::number).is_undef());
}

TEST(numbers_are_read_as_perl_does)
{
    CHECK_EQUAL(read("6.90", FieldType::number), "6.9");
    CHECK_EQUAL(read(" +5x", FieldType::number), "5");
    CHECK_EQUAL(read("-1e2", FieldType::number), "-100");
    CHECK_EQUAL(read("abc", FieldType::number), "0");
    CHECK_EQUAL(read("", FieldType::number), "0");
}

TEST(an_empty_text_is_a_value)
{
    CHECK_EQUAL(read("", FieldType::text), "");
    CHECK_EQUAL(read("a b", FieldType::text), "a b");
}
