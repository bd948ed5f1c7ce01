// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "unit/check.h"
#include "wire/record.h"

using namespace chainmail;
using wire::Builder;
using wire::Record;

namespace {

std::string fault(const std::string& text)
{
    const auto record = Record::parse(text);
    return record ? "" : record.error().what;
}

} // namespace

TEST(escapes_controls_and_percent_only)
{
    CHECK_EQUAL(wire::escape("a\tb\n%\x7F\xC3\xA4"), "a%09b%0A%25%7F\xC3\xA4");
    CHECK_EQUAL(*wire::unescape("a%09b%0A%25"), "a\tb\n%");
    CHECK(!wire::unescape("100%"));
    CHECK(!wire::unescape("%4"));
    CHECK(!wire::unescape("%zz"));
}

TEST(every_byte_survives)
{
    std::string all;
    for (int i = 0; i < 256; ++i)
        all += static_cast<char>(i);
    Builder builder;
    const auto text = builder.add("x-all", all).finish();
    CHECK(static_cast<bool>(text));
    const auto record = Record::parse(text->substr(0, text->size() - 1));
    CHECK(static_cast<bool>(record));
    CHECK_EQUAL(record->value("x-all"), all);
}

TEST(fields_are_separated_by_tab)
{
    Builder builder;
    const std::vector<std::string> fields{"a\tb", "", "c"};
    const auto text = builder.add("virus", fields).finish();
    CHECK_EQUAL(*text, "virus=a%09b\t\tc\n\n");
    const auto record = Record::parse(text->substr(0, text->size() - 1));
    CHECK(record->fields("virus") == fields);
    CHECK(record->fields("nothing").empty());
}

TEST(values_keep_their_order)
{
    const auto record = Record::parse("a=1\nb=2\na=3\n");
    CHECK_EQUAL(record->size(), 3U);
    CHECK_EQUAL(record->value("a"), "1");
    CHECK((record->values("a") == std::vector<std::string>{"1", "3"}));
    CHECK(record->has("b"));
    CHECK(!record->has("c"));
    CHECK_EQUAL(record->value("c"), "");
}

TEST(lines_are_passed_on_as_they_came)
{
    // Escapes that need not be, and a value with "=".
    const std::string text = "x-a=%41%0a=\tb\nb=\n";
    const auto record = Record::parse(text);
    Builder builder;
    for (std::size_t i = 0; i < record->size(); ++i)
        builder.pass(record->line(i));
    CHECK_EQUAL(*builder.finish(), text + "\n");
}

TEST(malformed_lines_are_refused_with_their_number)
{
    CHECK_EQUAL(fault("a=1\nb\n"), "record line 2: no \"=\": b");
    CHECK_EQUAL(fault("=1\n"), "record line 1: no name before \"=\": =1");
    CHECK_EQUAL(fault("A=1\n"), "record line 1: a name may have a-z 0-9 . - only: A=1");
    CHECK(fault("a b=1\n").starts_with("record line 1: a name"));
    CHECK(fault("a=\x01\n").starts_with("record line 1: a control byte"));
    CHECK(fault(std::string("a=b\0c\n", 6)).starts_with("record line 1: a control"));
    CHECK(fault("a=5%\n").starts_with("record line 1: a \"%\""));
    CHECK(fault("a=1\nb=2").starts_with("record line 2: no line end"));
    CHECK(fault("a=1\r\n").starts_with("record line 1: a control byte"));
}

TEST(sizes_are_bounded)
{
    const std::string longest(wire::Limits::line_bytes - 3, 'x');
    CHECK_EQUAL(fault("a=" + longest + "\n"), "");
    CHECK(fault("a=x" + longest + "\n").find("more than 65536 bytes") !=
          std::string::npos);
    std::string lines;
    for (std::size_t i = 0; i < wire::Limits::lines; ++i)
        lines += "a=\n";
    CHECK_EQUAL(fault(lines), "");
    CHECK_EQUAL(fault(lines + "a=\n"), "record of more than 100000 lines");
}

TEST(a_builder_says_once_what_was_too_large)
{
    Builder builder;
    builder.add("a", std::string(70000, 'x')).add("b", "fine");
    const auto text = builder.finish();
    CHECK(!text);
    CHECK(text.error().what.starts_with("a: a line of more than"));
    CHECK_EQUAL(*builder.add("b", "again").finish(), "b=again\n\n");
}
