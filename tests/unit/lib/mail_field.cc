// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/field.h"

#include "unit/check.h"

using namespace chainmail::mail;

namespace {

std::string names(const Header& header)
{
    std::string out;
    for (const auto& field : header.fields)
        out += std::string(field.name) + " ";
    return out;
}

} // namespace

TEST(fields_with_folds)
{
    const std::string_view text =
        "From: a@b\nSubject: one\n two\n\tthree\nTo : c@d\n\nbody";
    const auto header = split_header(text);
    CHECK_EQUAL(names(header), "From Subject To ");
    CHECK_EQUAL(header.fields[1].value, " one\n two\n\tthree");
    CHECK_EQUAL(header.fields[1].whole, "Subject: one\n two\n\tthree\n");
    CHECK_EQUAL(header.fields[1].offset, 10U);
    CHECK(header.end == HeaderEnd::blank_line);
    CHECK_EQUAL(text.substr(header.body), "body");
    CHECK_EQUAL(text.substr(header.length, 1), "\n");
}

TEST(a_whole_header_goes_on_behind_what_is_no_field)
{
    const std::string_view text = "A: 1\n--x\nnothing\nB: 2\n\nbody";
    CHECK_EQUAL(names(split_header(text)), "A ");
    const auto header = split_whole_header(text);
    CHECK_EQUAL(names(header), "A B ");
    CHECK_EQUAL(header.fields[1].offset, text.find("B:"));
    CHECK(header.end == HeaderEnd::blank_line);
    CHECK_EQUAL(text.substr(header.body), "body");
}

TEST(crlf_line_ends)
{
    const std::string_view text = "A: 1\r\nB: 2\r\n  3\r\n\r\nbody\r\n";
    const auto header = split_header(text);
    CHECK_EQUAL(names(header), "A B ");
    CHECK_EQUAL(unfold(header.fields[1].value), "2  3");
    CHECK_EQUAL(text.substr(header.body), "body\r\n");
}

TEST(header_without_body)
{
    const auto header = split_header("A: 1\nB: 2");
    CHECK_EQUAL(names(header), "A B ");
    CHECK(header.end == HeaderEnd::end_of_text);
    CHECK_EQUAL(header.fields[1].value, " 2");
    CHECK_EQUAL(header.length, 9U);
    CHECK_EQUAL(header.body, 9U);
    CHECK_EQUAL(split_header("").fields.size(), 0U);
}

TEST(line_that_is_no_field_begins_the_body)
{
    const std::string_view text = "A: 1\nno field here\nB: 2\n\nx";
    const auto header = split_header(text);
    CHECK_EQUAL(names(header), "A ");
    CHECK(header.end == HeaderEnd::no_field);
    CHECK_EQUAL(text.substr(header.body, 8), "no field");
    CHECK_EQUAL(split_header(" x: 1\n\n").body, 0U);
}

TEST(blank_continuation_is_part_of_its_field)
{
    const auto header = split_header("A: 1\n \nB: 2\n\nbody");
    CHECK_EQUAL(names(header), "A B ");
    CHECK_EQUAL(header.fields[0].whole, "A: 1\n \n");
    CHECK_EQUAL(unfold(header.fields[0].value), "1");
}

TEST(mbox_line_only_at_the_start)
{
    const std::string_view text = ">From a@b Mon\nA: 1\n\nbody";
    CHECK_EQUAL(names(split_header(text)), "A ");
    CHECK_EQUAL(split_header(text).fields[0].offset, 14U);
    CHECK(split_header("A: 1\nFrom a@b Mon\nB: 2\n").end == HeaderEnd::no_field);
}

TEST(empty_header)
{
    const auto header = split_header("\nbody");
    CHECK_EQUAL(header.length, 0U);
    CHECK_EQUAL(header.body, 1U);
    CHECK(header.end == HeaderEnd::blank_line);
}

TEST(kinds_of_lines)
{
    CHECK(classify_line("Subject: x") == HeaderLine::field);
    CHECK(classify_line("X\xE9: x") == HeaderLine::field);
    CHECK(classify_line("\r\n") == HeaderLine::blank);
    CHECK(classify_line(" \n") == HeaderLine::continuation);
    CHECK(classify_line("two words: x") == HeaderLine::other);
    CHECK(classify_line(": x") == HeaderLine::other);
    CHECK(classify_line(std::string_view("a\0b: x", 6)) == HeaderLine::other);
}

TEST(names_ignore_case)
{
    const auto header = split_header("To: 1\nTO: 2\ncc: 3\n\n");
    CHECK_EQUAL(find_all(header, "to").size(), 2U);
    CHECK_EQUAL(find(header, "CC")->value, " 3");
    CHECK(find(header, "Bcc") == nullptr);
}

TEST(number_of_fields_is_bounded)
{
    std::string text;
    for (int i = 0; i < 50; ++i)
        text += "A: 1\n x\n";
    const auto header = split_header(text + "\nbody", 20);
    CHECK_EQUAL(header.fields.size(), 20U);
    CHECK(header.cut);
    CHECK_EQUAL(header.length, text.size());
    CHECK(!split_header(text, 50).cut);
}

TEST(delimiter_ends_the_section)
{
    const auto header =
        split_header("A: 1\n--b:c\nB: 2\n\n", max_fields, [](std::string_view line) {
            return line == "--b:c\n";
        });
    CHECK_EQUAL(names(header), "A ");
    CHECK(header.end == HeaderEnd::end_of_text);
    CHECK_EQUAL(header.body, 5U);
}

TEST(unfolding_removes_line_ends_only)
{
    CHECK_EQUAL(unfold(" a\n\tb  c\n  d "), "a\tb  c  d");
    CHECK_EQUAL(unfold("\n a\r\n b"), "a b");
    CHECK_EQUAL(unfold(""), "");
}
