// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "rules.h"

#include "spam-score/locales.h"

#include <cstdlib>

using namespace rules;

namespace {

bool is_hit(std::string_view locales, std::string_view rule, std::string_view message)
{
    return hits(text::cat("ok_locales ", locales, "\n", rule, "\n"), message) == "A";
}

constexpr std::string_view by_headers =
    "header A eval:check_for_faraway_charset_in_headers()";
constexpr std::string_view by_body = "body A eval:check_for_faraway_charset()";
constexpr std::string_view by_parts =
    "rawbody A eval:check_for_mime('mime_faraway_charset')";

} // namespace

TEST(usual_everywhere)
{
    for (const auto* name : {"us-ascii",
                             "ASCII",
                             "iso-8859-5",
                             "UTF-8",
                             "utf-16",
                             "windows-1251",
                             "cp1251",
                             "x-unknown",
                             "iso",
                             "ISO-10646-1"})
        CHECK(!is_faraway(name, {"en"}));
    CHECK(!is_faraway("koi8-r", {}));
}

TEST(usual_somewhere)
{
    CHECK(is_faraway("koi8-r", {"en", "ja"}));
    CHECK(!is_faraway("koi8-r", {"en", "ru"}));
    CHECK(!is_faraway("KOI8-U", {"uk_UA.UTF-8"}));
    CHECK(!is_faraway("Shift_JIS", {"ja"}));
    CHECK(!is_faraway("3Dgb2312", {"zh_TW"}));
    CHECK(is_faraway("gb2312", {"ja"}));
    CHECK(!is_faraway("ks_c_5601-1987", {"ko"}));
    CHECK(is_faraway("nonsense", {"ko", "C"}));
}

TEST(the_setting_and_the_environment)
{
    for (const auto* name : {"LC_ALL", "LANGUAGE", "LC_MESSAGES", "LANG"})
        ::unsetenv(name);
    CHECK(read_locales("en all").empty());
    CHECK_EQUAL(text::join(read_locales("en  ja"), "|"), "en|ja");
    ::setenv("LANG", "ru_RU", 1);
    CHECK_EQUAL(text::join(read_locales("en"), "|"), "en|ru_RU");
    ::setenv("LC_ALL", "C", 1);
    CHECK_EQUAL(text::join(read_locales("en"), "|"), "en|C");
    CHECK(read_locales("all").empty());
    ::unsetenv("LANG");
    ::unsetenv("LC_ALL");
}

TEST(encoded_words_of_fields)
{
    constexpr std::string_view mail =
        "Subject: =?x =?iso-8859-1?Q?a?= =?koi8-r?B?wA==?=\n\nwords\n";
    CHECK(is_hit("en", by_headers, mail));
    CHECK(!is_hit(
        "ru", by_headers, "Subject: =?iso-8859-1?Q?a?= =?koi8-r?B?wA==?=\n\nw\n"));
    CHECK(is_hit(
        "en", by_headers, "From: =?iso-8859-1?Q?a?= =?koi8-r?B?wA==?= <a@b>\n\nw\n"));
    CHECK(!is_hit("all", by_headers, mail));
    CHECK(!is_hit("en", by_headers, "Subject: =?koi8-r?B?wA==\n\nwords\n"));
    CHECK(!is_hit("en", by_headers, "To: =?koi8-r?B?wA==?= <a@b>\n\nwords\n"));
}

TEST(a_body_of_8_bit)
{
    constexpr std::string_view type = "Content-Type: text/plain; charset=koi8-r\n\n";
    CHECK(is_hit("en", by_body, text::cat(type, "\xC1\xC2\xC3\xC4 ab\n")));
    CHECK(!is_hit("en", by_body, text::cat(type, "\xC1 many words in ASCII\n")));
    CHECK(!is_hit("ru", by_body, text::cat(type, "\xC1\xC2\xC3\xC4 ab\n")));
    CHECK(is_hit("en", by_parts, text::cat(type, "words\n")));
    CHECK(!is_hit("en ru", by_parts, text::cat(type, "words\n")));
}
