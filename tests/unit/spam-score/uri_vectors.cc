// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "rules.h"
#include "vectors.h"

#include "pattern/regex.h"
#include "spam-score/examination.h"

using namespace rules;

namespace {

// Those of the vectors that exist.
constexpr std::string_view domains =
    "util_rb_tld ac ao arpa at be biz ca cc ci cn com de edu eu fi foo info jp kn name "
    "net nz org travel tv tw uk us ws xyz za\n"
    "util_rb_2tld co.uk co.jp co.nz com.tw\n"
    "redirector_pattern /^http:\\/\\/www\\.nate\\.com\\/r\\/\\w+\\/(.*)$/i\n";

constexpr std::string_view header =
    "Message-ID: <clean.1010101@example.com>\nDate: Mon, 07 Oct 2002 09:00:00 +0000\n"
    "From: Sender <sender@example.com>\nTo: Recipient <recipient@example.com>\n"
    "Subject: a trivial message\nMIME-Version: 1.0\n";

std::string uris_of(std::string_view text)
{
    const auto loaded = load(domains);
    MatchScratch scratch;
    const Examination mail(loaded.set, text, scratch);
    return text::join(mail.uris().cleaned, "\n") + "\n";
}

bool finds(const std::string& pattern, std::string_view text)
{
    auto compiled = pattern::Regex::compile("(?m)" + pattern);
    CHECK(compiled);
    MatchScratch scratch;
    return compiled && compiled->matches(text, scratch);
}

void judge(const std::vector<vectors::Vector>& all, const std::string& uris)
{
    for (const auto& vector : all) {
        for (const auto& pattern : vector.all("uri"))
            if (!finds(pattern, uris))
                check::fail(vector.place.c_str(), 0, "not found: " + pattern);
        for (const auto& pattern : vector.all("never"))
            if (finds(pattern, uris))
                check::fail(vector.place.c_str(), 0, "found: " + pattern);
    }
}

} // namespace

TEST(uris_of_text)
{
    const auto all = vectors::read("uri_text", 172);
    std::string message(header);
    message += "Content-Type: text/plain\nContent-Transfer-Encoding: 7bit\n\n";
    for (const auto& vector : all)
        message += vector.one("text") + "\n";
    judge(all, uris_of(message));
}

TEST(uris_of_html)
{
    const auto all = vectors::read("uri_html", 85);
    std::string message(header);
    message += "Content-Type: multipart/related; boundary=\"--b\"\n\n"
               "----b\nContent-Type: text/plain\n\n"
               "http://www.dontputthisinthetestdata.com\n\n"
               "----b\nContent-Type: text/html; charset=us-ascii\n\n<html><body>\n";
    for (const auto& vector : all)
        message += "<a href=\"" + vector.one("text") + "\">click here</a>\n";
    message += "</body>\n</html>\n\n----b--\n";
    judge(all, uris_of(message));
}
