// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "virus-check/mail_reader.h"

#include "../check.h"

using namespace chainmail::virus_check;

namespace {

bool reads(const Structure& structure,
           std::string_view message,
           std::string_view store = {},
           bool asks = false)
{
    return reader_for(structure, message, store, asks) == MailReader::on;
}

Structure one_part(std::uint64_t length, bool stored, bool text)
{
    return {{{{"1", stored, 0, length, text}}}, true};
}

} // namespace

TEST(knows_the_beginnings_of_files)
{
    CHECK(may_hide_file("begin 644 a.exe\n"));
    CHECK(may_hide_file("words\nBEGIN 755 a\n"));
    CHECK(may_hide_file("words\n=ybegin line=128 size=3\n"));
    CHECK(may_hide_file("(This file must be converted with BinHex 4.0)"));
    CHECK(!may_hide_file("let us begin 6 times\n"));
    CHECK(!may_hide_file("begin \n"));
    CHECK(!may_hide_file("begin again\n"));
    CHECK(!may_hide_file(""));
}

TEST(knows_quoted_mail)
{
    CHECK(may_hide_mail("as follows:\nContent-type: application/zip\n"));
    CHECK(!may_hide_mail("the Content-Type: field\n"));
}

TEST(is_needed_when_the_database_asks)
{
    const std::string_view text = "words\n";
    CHECK(!reads(one_part(text.size(), false, true), text));
    CHECK(reads(one_part(text.size(), false, true), text, {}, true));
}

TEST(is_needed_for_an_unclear_structure)
{
    auto structure = one_part(6, false, true);
    structure.clear = false;
    CHECK(reads(structure, "words\n"));
}

TEST(is_needed_for_what_hides_in_text)
{
    const std::string_view file = "begin 644 a.exe\n";
    const std::string_view mail = "Content-Type: application/zip\n";
    CHECK(reads(one_part(file.size(), false, true), file));
    CHECK(reads(one_part(mail.size(), false, true), mail));
    CHECK(reads(one_part(file.size(), true, true), "x", file));
    CHECK(reads(one_part(mail.size(), true, true), "x", mail));
    // What is no text is scanned as the file it is.
    CHECK(!reads(one_part(mail.size(), true, false), "x", mail));
    CHECK(reads(one_part(99, true, true), "x", mail));
}

TEST(only_a_message_was_taken_apart_by_its_header)
{
    const std::string_view mail = "Content-Type: application/zip\n";
    auto structure = one_part(mail.size(), false, true);
    structure.list.parts[0].outer = true;
    CHECK(reads(structure, mail));
    structure.list.parts[0].message = true;
    CHECK(!reads(structure, mail));
}
