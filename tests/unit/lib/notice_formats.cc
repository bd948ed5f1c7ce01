// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "notice/formats.h"

#include "../check.h"
#include "notice/text_macros.h"

using namespace chainmail::notice;

namespace {

std::string macro(std::string_view name, const List& arguments)
{
    const auto value = text_macro(name, arguments);
    CHECK(value);
    return value ? text_of(*value) : "";
}

} // namespace

TEST(numbers_and_texts_take_their_form)
{
    CHECK_EQUAL(formatted({"%s %.1f", "text", "2.25"}), "text 2.2");
    CHECK_EQUAL(formatted({"%05d|%-4s|%x|%%", "-42", "ab", "255"}), "-0042|ab  |ff|%");
    CHECK_EQUAL(formatted({"%d %s", "1e99"}), "9000000000000000000 ");
    CHECK_EQUAL(formatted({"%n %*d %9999s %", "1"}), "%n %*d %9999s %");
    CHECK_EQUAL(formatted({}), "");
    CHECK_EQUAL(formatted({"%999s", "a"}).size(), 999U);
}

TEST(base64_has_no_padding)
{
    CHECK_EQUAL(base64("", false), "");
    CHECK_EQUAL(base64("a", false), "YQ");
    CHECK_EQUAL(base64("ab", false), "YWI");
    CHECK_EQUAL(base64("abc", false), "YWJj");
    CHECK_EQUAL(base64("\xFB\xFF", false), "+/8");
    CHECK_EQUAL(base64("\xFB\xFF", true), "-_8");
}

TEST(macros_of_texts)
{
    CHECK_EQUAL(macro("limit", {"8", "abcdefghij"}), "abc[...]");
    CHECK_EQUAL(macro("limit", {"4", "abcdefghij"}), "abcdefghij");
    CHECK_EQUAL(macro("mime2utf8", {"=?utf-8?Q?a=20b?=", "100", "1"}),
                "a b (raw: =?utf-8?Q?a=20b?=)");
    CHECK_EQUAL(macro("mime2utf8", {"plain", "100", "1"}), "plain");
    CHECK_EQUAL(macro("mail_addr_decode_octets", {"<A@B.Example>"}), "<A@b.example>");
    CHECK_EQUAL(macro("mail_addr_decode", {"A@B.Example"}), "A@b.example");
    CHECK_EQUAL(macro("b64urlenc", {"abc"}), "YWJj");
}
