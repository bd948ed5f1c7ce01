// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "smtp-out/spelling.h"

#include "../check.h"
#include "mail/transfer.h"

using namespace chainmail;
using namespace chainmail::smtp_out;

TEST(text_is_written_in_the_charset_of_the_part)
{
    CHECK_EQUAL(*in_charset("a\n", ""), "a\n");
    CHECK_EQUAL(*in_charset("Gr\xC3\xBC", "UTF-8"), "Gr\xC3\xBC");
    CHECK_EQUAL(*in_charset("Gr\xC3\xBC", "iso-8859-1"), "Gr\xFC");
    CHECK_EQUAL(*in_charset("\xE2\x82\xAC", "ISO-8859-15"), "\xA4");
    CHECK_EQUAL(*in_charset("\xC5\x99", "iso-8859-2"), "\xF8");
    CHECK_EQUAL(*in_charset("\xD0\x96", "koi8-r"), "\xF6");
}

TEST(a_charset_without_the_character_has_no_text)
{
    CHECK(!in_charset("Gr\xC3\xBC", ""));
    CHECK(!in_charset("Gr\xC3\xBC", "us-ascii"));
    CHECK(!in_charset("\xD0\x96", "iso-8859-1"));
    CHECK(!in_charset("\xE6\x97\xA5", "iso-2022-jp"));
    CHECK(!in_charset("\xC3\xBC", "x-unknown"));
    CHECK(!in_charset("plain", "utf-16"));
}

TEST(html_can_always_be_ascii)
{
    CHECK_EQUAL(in_ascii_html("a\xC3\xBC\xE2\x82\xAC\xF0\x9F\x98\x80"),
                "a&#252;&#8364;&#128512;");
    CHECK_EQUAL(escape_html("a<b> & c"), "a&lt;b&gt; &amp; c");
}

TEST(quoted_printable_comes_back_as_it_was)
{
    std::string text = "caf\xC3\xA9 = x\t\nend \n";
    for (int i = 0; i < 40; ++i)
        text += "0123456789 ";
    const auto quoted = in_quoted_printable(text);
    CHECK_EQUAL(mail::decode(mail::Encoding::quoted_printable, quoted, 10'000), text);
    CHECK_EQUAL(quoted.substr(0, 34), "caf=C3=A9 =3D x=09\nend=20\n01234567");
    for (std::size_t at = 0; at < quoted.size();) {
        const auto end = std::min(quoted.find('\n', at), quoted.size());
        CHECK(end - at <= 76);
        at = end + 1;
    }
}

TEST(base64_comes_back_as_it_was)
{
    for (std::size_t size = 0; size < 200; ++size) {
        const std::string bytes(size, '\xE9');
        const auto encoded = in_base64(bytes);
        CHECK_EQUAL(mail::decode(mail::Encoding::base64, encoded, 10'000), bytes);
        CHECK(size == 0 || encoded.ends_with('\n'));
        CHECK(encoded.find('\n') == encoded.npos || encoded.find('\n') <= 76);
    }
    CHECK_EQUAL(in_base64("Hello"), "SGVsbG8=\n");
}
