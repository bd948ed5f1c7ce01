// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/inline_file.h"

#include "unit/check.h"

using namespace chainmail::mail;

namespace {

// "KIND NAME <CONTENT>" and what is left of the text.
std::string taken(std::string_view text)
{
    InlineFile file;
    if (!take_inline_file(text, file, 1000)) return "nothing";
    return std::string(file.kind) + " " + file.name + " <" + file.content + "> " +
           std::string(text);
}

} // namespace

TEST(uuencode)
{
    CHECK_EQUAL(taken("begin 644 x.zip\n&9F]O8F%R\n`\nend\nrest"),
                "uuencode x.zip <foobar> `\nend\nrest");
    CHECK_EQUAL(taken("begin 644 my file.zip\n#9F]O\nend\n"),
                "uuencode my file.zip <foo> end\n");
    CHECK_EQUAL(taken("begin  x.exe\n#9F]O\n"), "uuencode x.exe <foo> ");
    CHECK_EQUAL(taken("begin-base64 644 x.zip\nZm9v\nYmE=\n====\n"),
                "uuencode x.zip <fooba> ");
}

TEST(uuencode_with_other_characters)
{
    CHECK_EQUAL(taken("begin 644 x\n&9F]O8F%R and more\nend\n"), "nothing");
    CHECK_EQUAL(taken("begin 644 x\n&9F]O8F%R AND MORE\nend\n"),
                "uuencode x <foobar> end\n");
    CHECK_EQUAL(taken("begin 644 x\n&9F]O8f%R\nend\n"), "uuencode x <foo`ar> end\n");
    CHECK_EQUAL(taken("begin 644 words\nThe words go on here\n"), "nothing");
}

TEST(uuencode_with_other_lines)
{
    CHECK_EQUAL(taken("begin 644 x\n#9F]O\n\t\nwords\n#8F%R\n`\nend\n"),
                "uuencode x <foobar> `\nend\n");
    CHECK_EQUAL(taken("begin 644 x\n#9F]O\n`\nend\n#8F%R\n"),
                "uuencode x <foo> `\nend\n#8F%R\n");
    CHECK_EQUAL(taken("begin 644 x\n#9F]O\n\n\n\n#8F%R\n"),
                "uuencode x <foo> \n\n\n#8F%R\n");
}

TEST(lines_alone)
{
    std::string content;
    std::string_view text = "&9F]O8F%R\n#9F]O\nwords";
    CHECK(take_uu_lines(text, content));
    CHECK_EQUAL(content, "foobarfoo");
    CHECK_EQUAL(text, "words");
    CHECK(!take_uu_lines(text, content));
    text = "Zm9v\nYmFy\n\nwords";
    CHECK(take_base64_lines(text, content));
    CHECK_EQUAL(content, "foobar");
    CHECK_EQUAL(text, "\nwords");
}

TEST(text_that_begins_with_begin)
{
    CHECK_EQUAL(taken("begin with the first\nand go on\n"), "nothing");
    CHECK_EQUAL(taken("begin 644\n"), "nothing");
    CHECK_EQUAL(taken("beginning\n#9F]O\n"), "nothing");
}

TEST(yenc)
{
    CHECK_EQUAL(taken("=ybegin line=128 size=3 name=x.zip\n"
                      "\x90\x99\x99\n=yend size=3\nrest"),
                "yenc x.zip <foo> rest");
    CHECK_EQUAL(taken("=ybegin line=128 name=x\n=}\x99\n"),
                std::string("yenc x <\x13o> "));
}

TEST(binhex)
{
    const std::string line = "(This file must be converted with BinHex 4.0)\n";
    // A 90 in the data, which is the mark of a run; and a run of five "a".
    CHECK_EQUAL(
        taken(line + "\n:\"AJZHQP`!&4&@&4\"3N0%!!!!!!!%!!!!!!!!CQq3!'m!!!!!:\nrest"),
        "binhex x.zip <fo\x90o> \nrest");
    CHECK_EQUAL(taken(line + ":\"AJZHQP`!&4&@&4\"3N0%!!!!!!!'!!!!!!!!CQ'3\"3!!!!!:"),
                "binhex x.zip <faaaaa> ");
    CHECK_EQUAL(taken(line + ":!!:"), "nothing");
    CHECK_EQUAL(taken(line), "nothing");
}

TEST(contents_declared_so)
{
    InlineFile file;
    CHECK(decode_uuencode("some text\n#9F]O\n", file, 1000));
    CHECK_EQUAL(file.content, "foo");
    CHECK(decode_yenc("\n=ybegin name=a\n\x90\n", file, 1000));
    CHECK_EQUAL(file.content, "f");
    CHECK(!decode_uuencode("only words here\n", file, 1000));
    CHECK(!decode_yenc("only words here\n", file, 1000));
    CHECK(!decode_binhex("only words here\n", file, 1000));
}

TEST(first_lines)
{
    CHECK(may_begin_file("begin 644 x.zip"));
    CHECK(may_begin_file("BEGIN-base64 644 x"));
    CHECK(may_begin_file("begin\t644 x"));
    CHECK(!may_begin_file("begin "));
    CHECK(!may_begin_file("began 644 x"));
    CHECK(!may_begin_file("built-in"));
    CHECK(!may_begin_file("=ybegins"));
    CHECK(may_begin_file("(This file must be converted with BinHex 4.0)"));
    for (const char c : first_of_file)
        CHECK(!may_begin_file(std::string(1, c)));
}

// "a" and runs of 255 of it.
TEST(binhex_that_grows)
{
    std::string text =
        "(This file must be converted with BinHex 4.0)\n:\"AJZHQP`!&4&@&4\"3N0%!!"
        "\"!!!!!!!!!!'%";
    for (int i = 0; i < 3000; ++i)
        text += "\n$rp$rp$rp$rp";
    std::string_view rest = text;
    InlineFile file;
    CHECK(take_inline_file(rest, file, 5000));
    CHECK(file.content.size() <= 5000U);
    CHECK_EQUAL(rest, "");
}
