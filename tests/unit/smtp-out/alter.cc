// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "smtp-out/alter.h"

#include "../check.h"
#include "base/text.h"

using namespace chainmail;
using namespace chainmail::smtp_out;
using text::cat;

namespace {

constexpr std::string_view ascii = "T1\nT2\n";
constexpr std::string_view umlaut = "Gr\xC3\xBC\xC3\x9F\x65\n";
constexpr std::string_view one_paragraph = "<p>h</p>\n";
constexpr std::string_view in_html = "\n<br>\n<p>h</p>\n<br>\n";

struct Wish {
    std::vector<std::string> options = {};
    std::string_view text = ascii;
    std::string_view html = one_paragraph;
    bool takes_8bit = false;
};

std::string altered(const std::string& message, const Wish& wish = {})
{
    auto arguments = wish.options;
    arguments.emplace_back("--disclaimer=/d");
    const auto options = mail::read_alter_options(arguments);
    CHECK(options);
    const auto empty_line = message.find("\n\n");
    const auto content = split_content(
        message, empty_line == message.npos ? message.size() : empty_line + 1);
    const auto made =
        alter(content, *options, {wish.text, wish.html, ""}, wish.takes_8bit);
    return cat(made.header, '\n', made.body);
}

std::string multipart(std::string_view kind, const std::vector<std::string>& parts)
{
    auto out = cat(
        "A: b\nMIME-Version: 1.0\nContent-Type: multipart/", kind, "; boundary=B\n\n");
    for (const auto& part : parts)
        out += cat("--B\n", part, "\n");
    return out + "--B--\n";
}

const std::string text_part = "Content-Type: text/plain\n\nx\n";
const std::string html_part = "Content-Type: text/html\n\n<body>x</body>\n";
const std::string file_part =
    "Content-Type: text/plain; name=f.txt\nContent-Disposition: attachment\n\nx\n";

void check_unchanged(const std::string& message, const Wish& wish = {})
{
    CHECK_EQUAL(altered(message, wish), message);
}

} // namespace

TEST(plain_mail_ends_with_the_text)
{
    CHECK_EQUAL(altered("A: b\n\nx\n"), "A: b\n\nx\nT1\nT2\n");
    CHECK_EQUAL(altered("A: b\n\nx"), "A: b\n\nx\nT1\nT2\n");
    CHECK_EQUAL(altered("A: b\n"), "A: b\n\nT1\nT2\n");
    CHECK_EQUAL(altered("A: b\n\n"), "A: b\n\nT1\nT2\n");
}

TEST(html_has_it_before_its_end)
{
    const std::string head = "Content-Type: text/html\n\n";
    CHECK_EQUAL(altered(head + "<BODY>x</BODY>\n</html>"),
                cat(head, "<BODY>x", in_html, "</BODY>\n</html>"));
    CHECK_EQUAL(altered(head + "x</html>"), cat(head, "x", in_html, "</html>"));
    CHECK_EQUAL(altered(head + "<!-- </body> -->x</body>"),
                cat(head, "<!-- </body> -->x", in_html, "</body>"));
    check_unchanged(head + "x\n");
    CHECK_EQUAL(altered(head + "x\n", {{"--force-for-bad-html"}}),
                cat(head, "x\n", in_html));
    check_unchanged(head + "<body></body>", {{}, ascii, ""});
    CHECK_EQUAL(altered(head + "</body>", {{"--htmltoo"}, "a<b\n", ""}),
                head + "\n<br><pre>\na&lt;b\n</pre><br>\n</body>");
}

TEST(of_several_parts_the_first_text_and_the_first_html_have_it)
{
    CHECK_EQUAL(
        altered(multipart("mixed", {text_part, html_part, file_part, text_part})),
        multipart("mixed",
                  {text_part + "\nT1\nT2",
                   cat("Content-Type: text/html\n\n<body>x", in_html, "</body>\n"),
                   file_part,
                   text_part}));
    check_unchanged(multipart("mixed", {file_part, "Content-Type: text/csv\n\na,b\n"}));
    CHECK_EQUAL(altered(multipart("mixed", {"\nx\n"})),
                multipart("mixed", {"\nx\n\nT1\nT2"}));
    CHECK_EQUAL(altered(multipart("mixed", {"Content-Type: text/plain"})),
                multipart("mixed", {"Content-Type: text/plain\n\nT1\nT2"}));
}

TEST(what_is_signed_encrypted_or_a_message_stays)
{
    check_unchanged(multipart("signed", {text_part}));
    check_unchanged(multipart("encrypted", {text_part}));
    check_unchanged(
        multipart("mixed", {"Content-Type: message/rfc822\n\nC: d\n\nx\n"}));
    CHECK_EQUAL(altered(multipart("signed", {text_part}), {{"--altersigned"}}),
                multipart("signed", {text_part + "\nT1\nT2"}));
    check_unchanged(multipart("encrypted", {text_part}), {{"--altersigned"}});
}

TEST(quoted_printable_stays_it)
{
    const std::string head = "Content-Type: text/plain; charset=iso-8859-1\n"
                             "Content-Transfer-Encoding: quoted-printable\n\n";
    CHECK_EQUAL(altered(head + "x=E9\n", {{}, umlaut}), head + "x=E9\nGr=FC=DFe\n");
    CHECK_EQUAL(altered(head + "x=\n", {{}, ascii}), head + "x=\n\nT1\nT2\n");
    const std::string html_head = "Content-Type: text/html\n"
                                  "Content-Transfer-Encoding: quoted-printable\n\n";
    CHECK_EQUAL(altered(html_head + "a=3D</bo=\ndy>\n"),
                cat(html_head, "a=3D", in_html, "</bo=\ndy>\n"));
}

TEST(base64_only_where_it_is_asked_for)
{
    const std::string head = "Content-Type: text/plain\n"
                             "Content-Transfer-Encoding: base64\n\n";
    check_unchanged(head + "eA0K\n");
    CHECK_EQUAL(altered(head + "eA0K\n", {{"--force-into-b64"}, "y\n"}),
                head + "eA0KeQ0K\n");
    CHECK_EQUAL(altered(head + "eA==\n", {{"--force-into-b64"}, "y\n"}),
                head + "eAp5Cg==\n");
    check_unchanged(head + "eA==eA==\n", {{"--force-into-b64"}});
}

TEST(a_part_without_room_for_the_text_becomes_quoted_printable)
{
    CHECK_EQUAL(altered("A: b\n\n1=2\n", {{}, umlaut}),
                "A: b\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
                "Content-Transfer-Encoding: quoted-printable\n\n"
                "1=3D2\nGr=C3=BC=C3=9Fe\n");
    const std::string type =
        "Content-Type: text/plain; charset=us-ascii;\n\tformat=flowed\n";
    CHECK_EQUAL(
        altered("MIME-Version: 1.0\n" + type + "Content-Transfer-Encoding: 7bit\n\nx\n",
                {{}, umlaut}),
        "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8;\n"
        "\tformat=\"flowed\"\nContent-Transfer-Encoding: quoted-printable\n\n"
        "x\nGr=C3=BC=C3=9Fe\n");
    const std::string latin = "Content-Type: text/plain; charset=iso-8859-1\n"
                              "Content-Transfer-Encoding: 8bit\n\n\xE9\n";
    CHECK_EQUAL(altered(latin, {{}, umlaut, "", true}), latin + "Gr\xFC\xDF\x65\n");
    const std::string long_line(1000, 'y');
    CHECK(altered("A: b\n\nx\n", {{}, long_line}).find(long_line) == std::string::npos);
}

TEST(what_another_charset_says_is_not_lost)
{
    const std::string type = "Content-Type: text/plain; charset=";
    CHECK_EQUAL(altered(type + "iso-8859-5\nContent-Transfer-Encoding: 8bit\n\n\xB6\n",
                        {{}, umlaut, "", true}),
                type + "utf-8\nMIME-Version: 1.0\n"
                       "Content-Transfer-Encoding: quoted-printable\n\n"
                       "=D0=96\nGr=C3=BC=C3=9Fe\n");
}

TEST(non_ascii_html_fits_everywhere)
{
    const std::string head = "Content-Type: text/html; charset=koi8-r\n\n";
    CHECK_EQUAL(altered(head + "</body>", {{}, ascii, umlaut}),
                head + "\n<br>\nGr&#252;&#223;e\n<br>\n</body>");
    const std::string utf8 = "Content-Type: text/html; charset=utf-8\n"
                             "Content-Transfer-Encoding: 8bit\n\n";
    CHECK_EQUAL(altered(utf8 + "</body>", {{}, ascii, umlaut, true}),
                cat(utf8, "\n<br>\n", umlaut, "<br>\n</body>"));
}

TEST(fields_are_changed_and_added)
{
    CHECK_EQUAL(altered("Subject: a\n b\nC: d\nSubject: e\n\nx\n",
                        {{"--xheader=X-Y: z",
                          "--alter-header=subject",
                          "--alter-with=[p]",
                          "--alter-mode=prefix"}}),
                "Subject: [p] a\n b\nC: d\nSubject: e\nX-Y: z\n\nx\nT1\nT2\n");
    CHECK_EQUAL(
        altered("S: a\n b\n\n",
                {{"--alter-header=S", "--alter-with=p", "--alter-mode=suffix"}}),
        "S: a\n b p\n\nT1\nT2\n");
    CHECK_EQUAL(
        altered("S: a\n\n",
                {{"--alter-header=S", "--alter-with=p", "--alter-mode=replace"}}),
        "S: p\n\nT1\nT2\n");
}
