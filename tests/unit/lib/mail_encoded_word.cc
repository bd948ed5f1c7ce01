// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/encoded_word.h"

#include "unit/check.h"

using namespace chainmail::mail;

TEST(well_formed_utf8)
{
    CHECK(is_utf8("plain \xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80"));
    CHECK(!is_utf8("\xC0\xAF"));
    CHECK(!is_utf8("\xE0\x80\x80"));
    CHECK(!is_utf8("\xED\xA0\x80"));
    CHECK(!is_utf8("\xF4\x90\x80\x80"));
    CHECK(!is_utf8("\xE2\x82"));
    CHECK(!is_utf8("\x80"));
}

TEST(single_byte_charsets)
{
    CHECK_EQUAL(to_utf8("caf\xE9", "ISO-8859-1"), "café");
    CHECK_EQUAL(to_utf8("\x80\x93", "windows-1252"), "€“");
    CHECK_EQUAL(to_utf8("\xA4\xBE", "iso-8859-15"), "€Ÿ");
    CHECK_EQUAL(to_utf8("\xA4", "iso-8859-1"), "¤");
}

TEST(charsets_of_iconv)
{
    CHECK_EQUAL(to_utf8("\xF0\xD2\xC9", "koi8-r"), "При");
    CHECK_EQUAL(to_utf8("\x1B\x24\x42\x46\x7C\x4B\x5C\x1B\x28\x42", "ISO-2022-JP"),
                "日本");
    CHECK_EQUAL(to_utf8("\xD6\xD0", "gb2312"), "中");
    CHECK_EQUAL(to_utf8("+AOk-", "utf-7"), "é");
    // This converter holds its last character back until it is flushed.
    CHECK_EQUAL(to_utf8("\xE0", "windows-1255"), "א");
    CHECK_EQUAL(to_utf8("a\xFFz", "shift_jis"), "a\uFFFDz");
    CHECK(is_known_charset("Big5"));
    CHECK(!is_known_charset("iso-2022-cn-ext"));
}

TEST(long_text_needs_several_blocks)
{
    std::string bytes;
    std::string should;
    for (int i = 0; i < 5000; ++i) {
        bytes += "\xD0\xFF";
        should += "пЪ";
    }
    CHECK(to_utf8(bytes, "koi8-r") == should);
}

TEST(utf16)
{
    CHECK_EQUAL(to_utf8(std::string_view("\xFE\xFF\0a\x20\xAC", 6), "utf-16"), "a€");
    CHECK_EQUAL(to_utf8(std::string_view("\xFF\xFE"
                                         "a\0",
                                         4),
                        "utf-16"),
                "a");
    CHECK_EQUAL(to_utf8(std::string_view("\x3D\xD8\x00\xDE", 4), "utf-16le"), "😀");
    CHECK_EQUAL(to_utf8(std::string_view("\xD8\x3D", 2), "utf-16be"), "\uFFFD");
    CHECK_EQUAL(to_utf8("a", "utf-16be"), "\uFFFD");
}

TEST(charsets_that_lie)
{
    CHECK_EQUAL(to_utf8("caf\xC3\xA9", "us-ascii"), "café");
    CHECK_EQUAL(to_utf8("caf\xE9", "us-ascii"), "café");
    CHECK_EQUAL(to_utf8("caf\xE9", "no-such"), "café");
    CHECK_EQUAL(to_utf8("caf\xE9!", "utf-8"), "caf\uFFFD!");
}

// RFC 2047 section 8.
TEST(words_of_the_rfc)
{
    CHECK_EQUAL(decode_words("(=?ISO-8859-1?Q?a?=)"), "(a)");
    CHECK_EQUAL(decode_words("(=?ISO-8859-1?Q?a?= b)"), "(a b)");
    CHECK_EQUAL(decode_words("(=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=)"), "(ab)");
    CHECK_EQUAL(decode_words("(=?ISO-8859-1?Q?a?=\n =?ISO-8859-1?Q?b?=)"), "(ab)");
    CHECK_EQUAL(decode_words("(=?ISO-8859-1?Q?a_b?=)"), "(a b)");
    CHECK_EQUAL(decode_words("=?US-ASCII*EN?Q?Keith_Moore?="), "Keith Moore");
    CHECK_EQUAL(decode_words("=?iso-8859-15*fr?Q?=A4?="), "€");
}

TEST(words_of_real_mail)
{
    CHECK_EQUAL(decode_words("Re: =?utf-8?B?w6k=?= ok"), "Re: é ok");
    // A character cut in two, by a sender that counts bytes.
    CHECK_EQUAL(decode_words("=?utf-8?B?4oI=?= =?UTF-8?Q?=AC?="), "€");
    CHECK_EQUAL(decode_words("=?utf-8?q?two words?="), "two words");
    CHECK_EQUAL(decode_words("\"=?utf-8?q?a=2Eexe?=\""), "\"a.exe\"");
    CHECK_EQUAL(decode_words("=?utf-8?q?a?==?iso-8859-1?q?=E9?="), "aé");
    CHECK_EQUAL(decode_words("caf\xE9"), "café");
    CHECK_EQUAL(decode_words(""), "");
}

TEST(what_is_no_word_stays)
{
    for (const char* text : {"=?",
                             "=?utf-8?",
                             "=?utf-8?q?",
                             "=?utf-8?x?a?=",
                             "=?utf-8?q?a?",
                             "=??q?a?=",
                             "=?a b?q?c?=",
                             "a =? b ?="})
        CHECK_EQUAL(decode_words(text), text);
    CHECK_EQUAL(decode_words("=?=?utf-8?q?x?="), "=?x");
}

TEST(words_of_an_unknown_charset_can_be_kept)
{
    CHECK_EQUAL(decode_known_words("=?x-what?q?a=20b?= =?utf-8?q?c?="),
                "=?x-what?q?a=20b?= c");
    CHECK_EQUAL(decode_words("=?x-what?q?a=20b?="), "a b");
}
