// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Content fields and headers without a grammar: mail/loose_value.h,
// mail/loose_header.h.
#include "mail/charset.h"
#include "mail/loose_header.h"
#include "mail/part_facts.h"

#include "unit/check.h"

#include <algorithm>

using namespace chainmail::mail;
using namespace std::string_literals;

namespace {

bool has(const std::vector<std::string>& words, std::string_view wanted)
{
    return std::find(words.begin(), words.end(), wanted) != words.end();
}

bool names(std::string_view value, std::string_view wanted)
{
    return has(loose_names({value}).names, wanted);
}

// The codings as letters.
std::string codings(std::string_view value)
{
    const auto found = loose_codings(value);
    std::string out;
    if (found.base64) out += 'b';
    if (found.quoted_printable) out += 'q';
    if (found.uuencode) out += 'u';
    if (found.yenc) out += 'y';
    if (found.binhex) out += 'h';
    if (found.unknown) out += '?';
    return out;
}

// The contents that a reader may find below the header.
std::string bodies(std::string_view text)
{
    std::string out;
    for (const auto at : read_loosely(text).bodies)
        out += "<" + std::string(text.substr(at)) + ">";
    return out;
}

} // namespace

TEST(values_that_all_read_alike)
{
    for (const char* value : {"text/plain",
                              " text/plain; charset=utf-8",
                              "text/plain;\n charset=\"utf-8\";",
                              "attachment; filename*0=a; filename*1=b",
                              "attachment; filename*=utf-8''a%20b; filename=\"a b\"",
                              "multipart/mixed; boundary=\"=_a(b)\""})
        CHECK(is_plain_value(value));
}

TEST(values_that_readers_differ_about)
{
    for (const char* value : {"",
                              "text/plain (a)",
                              "text/plain, text/html",
                              "text/plain; name=a b",
                              "text/plain; name =a",
                              "text/plain; name='a'",
                              "text/plain; name=\"a\\\"b\"",
                              "text/plain; name=\"a",
                              "text/plain; name=a; NAME=b",
                              "text/plain; name*1=a; name*0=b",
                              "text/plain; name*=utf-16''a",
                              "text/plain; name"}) {
        const bool plain = is_plain_value(value);
        if (plain) CHECK_EQUAL(value, "not plain");
    }
}

TEST(codings_by_name)
{
    CHECK_EQUAL(codings(" base64"), "b");
    CHECK_EQUAL(codings("bas()e64"), "b");
    CHECK_EQUAL(codings("\"base\\64\""), "b");
    CHECK_EQUAL(codings("ba\n se64"), "b");
    CHECK_EQUAL(codings("=?utf-8?B?YmFzZTY0?="), "b");
    CHECK_EQUAL(codings("quoted-printable, base64"), "bq");
    CHECK_EQUAL(codings("x-uuencode"), "u");
    CHECK_EQUAL(codings("x-yenc"), "y");
    CHECK_EQUAL(codings("mac-binhex40"), "h");
    CHECK_EQUAL(codings("8bit"), "");
    CHECK_EQUAL(codings("rot13"), "?");
    CHECK(is_plain_coding(" Quoted-Printable\n"));
    CHECK(!is_plain_coding("base64,"));
}

TEST(names_of_all_readings)
{
    CHECK(names("text/plain; name='x.zip'", "x.zip"));
    CHECK(names("text/plain; name=\"x\".zip", "x.zip"));
    CHECK(names("text/plain; name=x;.zip", "x;.zip"));
    CHECK(names("text/plain; name=x.z()ip", "x.zip"));
    CHECK(names("text/plain; na()me=x.zip", "x.zip"));
    CHECK(names("text/plain; na\\me=x.zip", "x.zip"));
    CHECK(names("text/plain name=x.zip", "x.zip"));
    CHECK(names("text/plain; a=\"b; name=x.zip", "x.zip"));
    CHECK(names("a; filename=\"=?utf-16?B?eAAuAHoAaQBwAA==?=\"", "x.zip") ||
          names("a; filename*=utf-16''x%00.%00z%00i%00p%00", "x.zip"));
}

TEST(names_in_pieces)
{
    CHECK(names("a; name*1=x.; name*0=zip", "x.zip"));
    CHECK(names("a; name*1=zip; name*0=x.", "x.zip"));
    CHECK(names("a; name*0*=''x%2E; name*1=zip", "x.zip"));
    CHECK(has(loose_names({"attachment; filename*0=x.", "a/b; filename*1=zip"}).names,
              "x.zip"));
}

TEST(other_ways_to_take_a_name)
{
    CHECK(has(other_names("x%2Ezip"), "x.zip"));
    // As amavisd has it: what a system makes of such a name is left to the rules.
    CHECK(!has(other_names("x.exe. "), "x.exe"));
    CHECK(has(other_names(std::string("x.exe\0.txt", 10)), "x.exe"));
    CHECK(other_names("plain name.txt").empty());
    CHECK_EQUAL(extension("a.TXT.Exe"), "exe");
}

TEST(number_of_names_is_bounded)
{
    std::string value = "a";
    for (int i = 0; i < 2000; ++i)
        value += "; name=" + std::to_string(i);
    CHECK(loose_names({value, value}).names.size() <= max_loose_names);
}

TEST(types_in_a_value)
{
    CHECK(has(loose_types("\"multipart/mixed\"; boundary=a"), "multipart/mixed"));
    CHECK(has(loose_types("multi\\part/mixed"), "multipart/mixed"));
    CHECK(has(loose_types("text/plain, message/rfc822"), "message/rfc822"));
    CHECK(has(loose_types("=?utf-8?Q?text?=/html"), "text/html"));
}

TEST(header_and_content)
{
    CHECK_EQUAL(bodies("Content-Type: a/b\n\ntext"), "<text>");
    CHECK_EQUAL(bodies("\n:\nContent-Type: a/b\n\ntext"), "<text>");
    CHECK(!read_loosely("Subject: x\n\nContent\n").has_fields);
    CHECK(read_loosely("X\nContent-Transfer-Encoding base64\n\nZm9v").codings.base64);
    CHECK(read_loosely("A: b\n \x01"
                       "Content-Transfer-Encoding:: base64\n\n")
              .codings.base64);
}

TEST(content_that_may_begin_earlier_or_later)
{
    CHECK_EQUAL(bodies("Content-Type: a/b\nAAAA\nBBBB\n"), "<AAAA\nBBBB\n><BBBB\n>");
    CHECK_EQUAL(bodies("Content-Type: a/b\nAAAA\n\nBBBB"),
                "<AAAA\n\nBBBB><\nBBBB><BBBB>");
    CHECK_EQUAL(bodies("Content-Type: a/b\n \nContent-ID: c\n\nBBBB"),
                "<Content-ID: c\n\nBBBB>");
}

TEST(lines_that_go_on_without_a_blank)
{
    const auto names = [](const std::string& lines) {
        return read_loosely("Content-Disposition: attachment; filename=\"x.txt\"\n" +
                            lines + "\n\n")
            .names;
    };
    CHECK(has(names(";filename=x.zip"), "x.zip"));
    CHECK(has(names(";filename=x.zip"), "x.txt"));
    CHECK(has(names("A\n;filename=x.zip"), "x.zip"));
    CHECK(!has(names("--b;filename=x.zip"), "x.zip"));
    CHECK(!has(names("\n;filename=x.zip"), "x.zip"));
}

TEST(headers_behind_headers)
{
    const auto header = read_loosely("Content-Type: message/rfc822\n\nSubject: a\n"
                                     "Content-Type: b/c; name=x.zip\n"
                                     "Content-Transfer-Encoding: base64\n\nZm9v");
    CHECK(header.codings.base64);
    CHECK(has(header.names, "x.zip"));
    CHECK_EQUAL(header.bodies.size(), 2U);
}

TEST(blanks_before_a_star)
{
    CHECK(names("a; filename *=utf-8''x%2Ezip", "x.zip"));
    CHECK(names("a; filename *0 *=utf-8''x%2E; filename *1=zip", "x.zip"));
}

TEST(pieces_with_an_open_word)
{
    CHECK(
        names("a; filename*0=a.=?utf-8?q?; filename*1=zip x; filename*1=zip", "a.zip"));
}

TEST(long_names_keep_their_end)
{
    const std::string many(20'000, 'x');
    const auto ends_as_program = [](const std::string& value) {
        const auto names = loose_names({value}).names;
        return std::ranges::any_of(names, [](const std::string& name) {
            return name.size() <= max_name_bytes && name.starts_with("xxx") &&
                   name.ends_with(".exe");
        });
    };
    CHECK(ends_as_program("a/b; name=\"" + many + ".exe\""));
    CHECK(ends_as_program("a/b; name=" + many + " y.exe; a=b"));
    CHECK(ends_as_program("a/b; name*0=" + many + "; name*1=.exe"));
    CHECK(ends_as_program("a/b; name*=utf-8''" + many + ".exe"));
    CHECK_EQUAL(shortened("a" + std::string(2000, '\xC3') + "\xA9.exe"s).size(),
                max_name_bytes);
    std::string umlauts = "a";
    for (int i = 0; i < 1000; ++i)
        umlauts += "\xC3\xA4";
    CHECK(is_utf8(shortened(umlauts)) && is_utf8(shortened("b" + umlauts)));
    CHECK(shortened(umlauts).size() > 1000);
}

TEST(work_of_names_is_counted)
{
    std::string value = "a/b";
    for (int i = 0; i < 150; ++i)
        value += "; name=x";
    CHECK(loose_names({value}).looked_at > 20 * value.size());
    CHECK(loose_names({value + std::string(60'000, 'x')}).looked_at < 500'000U);
    const auto header = "Content-Type: " + value + "\n\n";
    CHECK(read_loosely(header).work > 20 * value.size());
}
