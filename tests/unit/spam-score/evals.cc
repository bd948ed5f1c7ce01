// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Functions that rules call, each by a rule of its own and mails that differ in one
// thing.
#include "rules.h"

using namespace rules;

namespace {

bool hits_by(std::string_view rule, std::string_view message)
{
    return hits(text::cat("header A eval:", rule, "\n"), message) == "A";
}

bool body_hits_by(std::string_view rule, std::string_view message)
{
    return hits(text::cat("body A eval:", rule, "\n"), message) == "A";
}

std::string html(std::string_view body)
{
    return text::cat("Content-Type: text/html; charset=iso-8859-1\n\n", body, "\n");
}

std::string received(std::string_view from, std::string_view by = "b.example.com")
{
    return text::cat("Received: from ",
                     from,
                     " by ",
                     by,
                     " (Postfix) with ESMTP id 1;\n",
                     "\tSun, 22 Nov 2026 10:00:00 +0000\n");
}

} // namespace

TEST(header_functions)
{
    CHECK(hits_by("subject_is_all_caps()", "Subject: BUY THESE THINGS NOW\n\n"));
    CHECK(!hits_by("subject_is_all_caps()", "Subject: Buy These Things Now\n\n"));
    CHECK(hits_by("check_for_missing_to_header()", "From: a@example.com\n\n"));
    CHECK(!hits_by("check_for_missing_to_header()", "To: a@example.com\n\n"));
    CHECK(
        hits_by("check_header_count_range('From', '2', '9')", "From: a\nFrom: b\n\n"));
    CHECK(!hits_by("check_header_count_range('From', '2', '9')", "From: a\n\n"));
    CHECK(hits_by("check_illegal_chars('Subject', '0.02', '2')",
                  "Subject: \xe0\xe1\xe2\xe3\xe4\xe5\n\n"));
    CHECK(
        !hits_by("check_illegal_chars('Subject', '0.02', '2')", "Subject: words\n\n"));
    CHECK(hits_by("check_for_to_in_subject('address')",
                  "To: john@example.com\nSubject: john@example.com, read\n\n"));
    CHECK(!hits_by("check_for_to_in_subject('address')",
                   "To: john@example.com\nSubject: read\n\n"));
}

TEST(recipients)
{
    std::string sorted = "To: ";
    std::string mixed = "To: ";
    for (int i = 0; i < 10; ++i) {
        sorted +=
            text::cat(i == 0 ? "" : ", ", static_cast<char>('a' + i), "@example.com");
        mixed += text::cat(
            i == 0 ? "" : ", ", static_cast<char>('a' + (i * 7) % 10), "@example.com");
    }
    CHECK(hits_by("sorted_recipients()", sorted + "\n\n"));
    CHECK(!hits_by("sorted_recipients()", mixed + "\n\n"));
}

TEST(dates)
{
    const auto dated = [](std::string_view date) {
        return text::cat(
            received("a (a.example.com [192.0.2.1])"), "Date: ", date, "\n\n");
    };
    CHECK(hits_by("check_for_shifted_date('6','12')",
                  dated("Sun, 22 Nov 2026 18:00:00 +0000")));
    CHECK(!hits_by("check_for_shifted_date('6','12')",
                   dated("Sun, 22 Nov 2026 10:01:00 +0000")));
    CHECK(hits_by("check_for_shifted_date('-12','-6')",
                  dated("Sun, 22 Nov 2026 02:00:00 +0000")));
}

TEST(relays)
{
    CHECK(hits_by("check_no_relays()", "A: b\n\n"));
    CHECK(!hits_by("check_no_relays()",
                   received("a (a.example.com [192.0.2.1])") + "\n"));
    CHECK(hits_by("check_all_trusted()",
                  received("a (a.example.com [10.0.0.1])") + "\n"));
    CHECK(!hits_by("check_all_trusted()",
                   received("a (a.example.com [192.0.2.1])") + "\n"));
    CHECK(hits_by("check_relays_unparseable()", "Received: from somewhere\n\n"));
    CHECK(!hits_by("check_relays_unparseable()", "A: b\n\n"));
}

TEST(bodies)
{
    CHECK(body_hits_by("check_blank_line_ratio('50', '100', '4')",
                       "A: b\n\none\n\n\n\n\ntwo\n\n\n\n"));
    CHECK(!body_hits_by("check_blank_line_ratio('50', '100', '4')",
                        "A: b\n\none\ntwo\nthree\nfour\nfive\n"));
    CHECK(body_hits_by("check_body_length('100')", "A: b\n\nshort\n"));
    CHECK(!body_hits_by("check_body_length('3')", "A: b\n\nlong enough\n"));
}

TEST(an_html_part_that_says_something_else_than_the_text)
{
    const auto both = [](std::string_view plain, std::string_view marked) {
        return text::cat("Content-Type: multipart/alternative; boundary=b\n\n--b\n"
                         "Content-Type: text/plain\n\n",
                         plain,
                         "\n--b\nContent-Type: text/html\n\n<p>",
                         marked,
                         "</p>\n--b--\n");
    };
    CHECK(body_hits_by("multipart_alternative_difference('99', '100')",
                       both("one two three four", "five six seven eight nine")));
    CHECK(!body_hits_by("multipart_alternative_difference('99', '100')",
                        both("one two three four", "one two three four")));
}

TEST(html_figures)
{
    CHECK(body_hits_by("html_tag_exists('iframe')", html("<iframe src=x></iframe>")));
    CHECK(!body_hits_by("html_tag_exists('iframe')", html("<p>x")));
    CHECK(body_hits_by("html_tag_balance('b', '> 0')", html("<b>x")));
    CHECK(!body_hits_by("html_tag_balance('b', '> 0')", html("<b>x</b>")));
    CHECK(body_hits_by("html_test('embeds')", html("<embed src=x>")));
    CHECK(!body_hits_by("html_test('embeds')", html("x")));
    CHECK(
        body_hits_by("html_image_only('0000', '0400')", html("<img src=x>few words")));
    CHECK(!body_hits_by("html_image_only('0000', '0400')", html("few words")));
    CHECK(body_hits_by("html_text_match('title', '(?i)^free')",
                       html("<title>Free</title>")));
    CHECK(!body_hits_by("html_text_match('title', '(?i)^free')",
                        html("<title>A</title>")));
}

TEST(mime_figures)
{
    CHECK(body_hits_by("check_for_mime_html_only()", html("<p>x")));
    CHECK(!body_hits_by("check_for_mime_html_only()", "A: b\n\nx\n"));
    CHECK(
        hits_by("check_msg_parse_flags('missing_head_body_separator')", "A: b\n--x\n"));
    CHECK(!hits_by("check_msg_parse_flags('missing_head_body_separator')", "A: b\n\n"));
    CHECK(body_hits_by("check_for_mime('mime_base64_encoded_text')",
                       "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
                       "cGxhaW4gd29yZHM=\n"));
    CHECK(
        !body_hits_by("check_for_mime('mime_base64_encoded_text')", "A: b\n\nwords\n"));
}

TEST(pictures)
{
    // The header of a GIF of 300 x 200 pixels.
    const std::string gif =
        "Content-Type: image/gif; name=a.gif\nContent-Transfer-Encoding: base64\n\n"
        "R0lGODlhLAHIAA==\n";
    CHECK(body_hits_by("image_count('gif', '1', '1')", gif));
    CHECK(!body_hits_by("image_count('gif', '2', '9')", gif));
    CHECK(body_hits_by("pixel_coverage('all', '60000', '60000')", gif));
    CHECK(body_hits_by("image_size_exact('gif', '200', '300')", gif));
    CHECK(!body_hits_by("image_size_exact('gif', '300', '200')", gif));
    CHECK(body_hits_by("image_named('a.gif')", gif));
}

TEST(links)
{
    CHECK(
        body_hits_by("check_https_ip_mismatch()",
                     html("<a href='http://192.0.2.1/'>https://www.example.com/</a>")));
    CHECK(
        !body_hits_by("check_https_ip_mismatch()",
                      html("<a href='http://example.com/'>https://example.com/</a>")));
    CHECK_EQUAL(hits("enlist_uri_host (L) example.com !ok.example.com\n"
                     "header A eval:check_uri_host_listed('L')\n",
                     "A: b\n\nhttp://www.example.com/\n"),
                "A");
    CHECK_EQUAL(hits("enlist_uri_host (L) example.com !ok.example.com\n"
                     "header A eval:check_uri_host_listed('L')\n",
                     "A: b\n\nhttp://ok.example.com/\n"),
                "");
}

TEST(lists_of_addresses)
{
    constexpr std::string_view lists =
        "welcomelist_from *@good.com\nblacklist_from bad@*\nall_spam_to "
        "me@example.com\n"
        "welcomelist_from_rcvd *@signed.com relay.com\n"
        "header W eval:check_from_in_welcomelist()\n"
        "header B eval:check_from_in_blacklist()\nheader T "
        "eval:check_to_in_all_spam()\n";
    CHECK_EQUAL(hits(lists, "From: a@good.com\nTo: me@example.com\n\n"), "T W");
    CHECK_EQUAL(hits(lists, "From: bad@example.com\n\n"), "B");
    CHECK_EQUAL(hits(lists, "From: a@example.com\n\n"), "");
    CHECK_EQUAL(
        hits(lists,
             received("a (mx.relay.com [192.0.2.1])") + "From: a@signed.com\n\n"),
        "W");
    CHECK_EQUAL(
        hits(lists,
             received("a (mx.other.com [192.0.2.1])") + "From: a@signed.com\n\n"),
        "");
}

TEST(arguments_are_checked_when_rules_are_loaded)
{
    const auto loaded = load("body A eval:html_tag_balance('b', 'x')\n"
                             "body B eval:html_text_match('title', '(')\n"
                             "body C eval:html_tag_balance('b', '< 0')\n");
    CHECK_EQUAL(loaded.set.unrun.size(), 2U);
}
