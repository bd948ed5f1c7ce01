// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Mails built like those of t/mimeparse.t of SpamAssassin 4.0.1; what it says of them.
#include "spam-score/message.h"

#include "base/text.h"
#include "unit/check.h"

#include <string>
#include <vector>

using namespace chainmail;
using namespace chainmail::spam_score;

namespace {

std::string leaf(std::string_view type, std::string_view content = "words\n")
{
    return text::cat("Content-Type: ", type, "\n\n", content);
}

std::string multi(std::string_view type, const std::vector<std::string>& parts)
{
    static int number = 0;
    const std::string boundary = text::cat("Boundary:_", ++number);
    std::string out =
        text::cat("Content-Type: ", type, ";\n\tboundary=\"", boundary, "\"\n\n");
    for (const auto& part : parts)
        out += text::cat("--", boundary, "\n", part, "\n");
    return out + text::cat("--", boundary, "--\n");
}

// `part` and what hangs from it.
void list(const Message& message, std::size_t part, std::string& out)
{
    out += (out.empty() ? "" : ",") + message.parts[part].type;
    for (const auto child : message.parts[part].children)
        list(message, child, out);
}

std::string summary(std::string_view mail)
{
    const auto message = parse_message(mail);
    std::string all = message.parts.front().type;
    for (const auto child : message.parts.front().children) {
        std::string one;
        list(message, child, one);
        all += " | " + one;
    }
    return all;
}

std::string contents(std::string_view mail)
{
    const auto message = parse_message(mail);
    std::vector<std::string> all;
    for (const auto part : message.leaves())
        all.push_back(decode_part(message.parts[part]));
    return text::join(all, "|");
}

std::string encoded(std::string_view type, std::string_view how, std::string_view as)
{
    return text::cat(
        "Content-Type: ", type, "\nContent-Transfer-Encoding: ", how, "\n\n", as);
}

} // namespace

TEST(trees)
{
    CHECK_EQUAL(
        summary(multi("multipart/alternative",
                      {leaf("text/plain"),
                       multi("multipart/mixed", {leaf("text/plain; charset=us-ascii")}),
                       leaf("application/andrew-inset")})),
        "multipart/alternative | text/plain | multipart/mixed,text/plain | "
        "application/andrew-inset");
    CHECK_EQUAL(summary(leaf("audio/basic")), "audio/basic");
    CHECK_EQUAL(
        summary(
            multi("MULTIPART/MIXED",
                  {multi("MULTIPART/MIXED", {leaf("TEXT/PLAIN"), leaf("audio/x-sun")}),
                   multi("MULTIPART/MIXED",
                         {leaf("image/gif"),
                          leaf("image/gif"),
                          leaf("APPLICATION/X-BE2;version=12"),
                          leaf("application/atomicmail;version=\"1.12\"")}),
                   leaf("audio/x-sun")})),
        "multipart/mixed | multipart/mixed,text/plain,audio/x-sun | "
        "multipart/mixed,image/gif,image/gif,application/x-be2,application/atomicmail "
        "| audio/x-sun");
    CHECK_EQUAL(
        summary(multi("multipart/mixed",
                      {leaf("text/plain"),
                       "Content-Type: message/rfc822\n\nSubject: one\n"
                       "Content-Type: message/rfc822\n\nSubject: two\n" +
                           multi("multipart/mixed",
                                 {multi("multipart/alternative",
                                        {leaf("text/plain"), leaf("text/html")}),
                                  leaf("image/jpeg")})})),
        "multipart/mixed | text/plain | message/rfc822,message/rfc822,multipart/mixed,"
        "multipart/alternative,text/plain,text/html,image/jpeg");
}

TEST(types_that_are_none)
{
    CHECK_EQUAL(summary(multi("multipart/mixed",
                              {leaf("application/postscript"), leaf("binary")})),
                "multipart/mixed | application/postscript | binary");
}

TEST(a_boundary_that_ends_early)
{
    const std::string mail = "Content-Type: multipart/alternative; boundary=b\n\n"
                             "--b\n" +
                             leaf("text/plain") + "\n--b--\n--b\n" + leaf("text/html");
    CHECK_EQUAL(summary(mail), "multipart/alternative | text/plain");
}

TEST(decoded)
{
    CHECK_EQUAL(contents(multi(
                    "multipart/mixed",
                    {encoded("text/plain", "7bit", "as it is=41\n"),
                     encoded("image/pbm", "BASE64", "QUJD\nREVG\n"),
                     encoded("text/html", "Quoted-Printable", "<p>=41 so=\nft=3D\n")})),
                "as it is=41\n|ABCDEF|<p>A soft=\n");
}
