// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/decode.h"

#include "spam-score/charset_name.h"
#include "unit/check.h"

using namespace chainmail::spam_score;

TEST(base64)
{
    CHECK_EQUAL(decode_base64("YWJj\nZA==\n"), "abcd");
    CHECK_EQUAL(decode_base64("Y W*J-j"), "abc");
    CHECK_EQUAL(decode_base64(""), "");
}

TEST(base64_goes_on_behind_a_padding)
{
    CHECK_EQUAL(decode_base64("YQ=="), "a");
    // Six zero bits stand for the "=": what is behind it is not shifted.
    CHECK_EQUAL(decode_base64("YWI=YWJj"), std::string("ab\0abc", 6));
    CHECK_EQUAL(decode_base64("YWI=YW*Jj"), "ab?abc");
    CHECK_EQUAL(decode_base64("YWI=YWI"), "ab?ab");
}

TEST(quoted_printable)
{
    CHECK_EQUAL(decode_quoted_printable("caf=C3=a9 =\nau lait  \n"),
                "caf\xc3\xa9 au lait\n");
    CHECK_EQUAL(decode_quoted_printable("1=2 =zz ="), "1=2 =zz =");
}

TEST(plain_ascii_stays_bytes)
{
    const auto text = to_characters("abc", "utf-8", Declared::hint);
    CHECK_EQUAL(text.utf8, "abc");
    CHECK(!text.wide);
}

TEST(utf8_is_known_whatever_is_declared)
{
    const auto text = to_characters("caf\xc3\xa9", "iso-8859-1", Declared::hint);
    CHECK_EQUAL(text.utf8, "caf\xc3\xa9");
    CHECK(text.wide);
    CHECK_EQUAL(to_characters("caf\xe9", "iso-8859-1", Declared::hint).utf8,
                "caf\xc3\xa9");
    CHECK_EQUAL(to_characters("\xf0", "koi8-r", Declared::hint).utf8, "\xd0\x9f");
}

TEST(names_of_charsets_have_no_case)
{
    for (const std::string_view name : {"iso-8859-1", "ISO-8859-1", "Windows-1252"})
        CHECK_EQUAL(to_characters("\x80\xe9", name, Declared::hint).utf8,
                    "\xe2\x82\xac\xc3\xa9");
    CHECK_EQUAL(to_characters("\xe9", "US-ASCII", Declared::binding).utf8,
                "\xef\xbf\xbd");
}

TEST(western_text)
{
    CHECK_EQUAL(to_characters("\x80\xe9", "iso-8859-1", Declared::hint).utf8,
                "\xe2\x82\xac\xc3\xa9");
    CHECK_EQUAL(to_characters("\x81\xe9", "windows-1252", Declared::hint).utf8,
                "\xef\xbf\xbd\xc3\xa9");
    CHECK_EQUAL(to_characters("\xe9", "no-such-charset", Declared::hint).utf8,
                "\xc3\xa9");
}

TEST(a_cut_character_spoils_nothing)
{
    CHECK_EQUAL(to_characters("\xb0\xa1\xb0", "gb2312", Declared::hint).utf8,
                "\xe5\x95\x8a");
}

TEST(header_fields)
{
    CHECK_EQUAL(decode_field("a\n b\n", "subject"), "a b");
    CHECK_EQUAL(decode_field("=?utf-8?q?caf=C3=A9?= =?utf-8?B?IGF1?=\n", "subject"),
                "caf\xc3\xa9 au");
    CHECK_EQUAL(decode_field("=?iso-8859-1?q?a_b=E9?=x\n", "subject"), "a b\xc3\xa9x");
    CHECK_EQUAL(decode_field("=?broken?q?\n", "subject"), "=?broken?q?");
}

TEST(some_fields_have_no_encoded_words)
{
    CHECK_EQUAL(decode_field("=?utf-8?q?a?=\n", "received"), "=?utf-8?q?a?=");
}

TEST(names_of_charsets)
{
    CHECK_EQUAL(charset_of_name("ISO8859_2"), "iso-8859-2");
    CHECK_EQUAL(charset_of_name("latin-5"), "iso-8859-9");
    CHECK_EQUAL(charset_of_name("Windows-1251"), "cp1251");
    CHECK_EQUAL(charset_of_name("GB18030"), "cp936");
    CHECK_EQUAL(charset_of_name("iso-8859-8-i"), "");
    CHECK_EQUAL(charset_of_name("x-unknown"), "");
}

TEST(seven_bits_of_japan_and_korea)
{
    const auto read = [](std::string_view bytes, std::string_view charset) {
        return to_characters(bytes, charset, Declared::hint).utf8;
    };
    CHECK_EQUAL(read("ab\x1b$B%F%9%H\x1b(Bcd", "iso-2022-jp"),
                "ab\xe3\x83\x86\xe3\x82\xb9\xe3\x83\x88"
                "cd");
    CHECK_EQUAL(read("ab\xe9 cd", "iso-2022-jp"), "ab");
    CHECK_EQUAL(read("ab\x1bZ cd", "iso-2022-jp"), "ab");
    CHECK_EQUAL(read("\x1b(I1\x1b(B", "iso-2022-jp"), "\xef\xbd\xb1");
    CHECK_EQUAL(read("\x1b$)Ca\x0e"
                     "0!\x0f",
                     "iso-2022-kr"),
                "a\xea\xb0\x80");
    CHECK_EQUAL(read("a\xff", "iso-2022-kr"), "a\\xFF");
}

TEST(utf_16_in_a_header_keeps_its_bytes)
{
    const std::string bytes("\0a\0b", 4);
    CHECK_EQUAL(to_characters(bytes, "utf-16be", Declared::binding).utf8, bytes);
    CHECK_EQUAL(to_characters(bytes, "utf-16", Declared::hint).utf8, "ab");
}
