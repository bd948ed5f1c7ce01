// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/message.h"

#include "base/text.h"
#include "unit/check.h"
#include "unit/stopwatch.h"

using namespace chainmail;
using namespace chainmail::spam_score;

namespace {

std::string types(const Message& message)
{
    std::string out;
    for (const auto part : message.in_order())
        out += (out.empty() ? "" : " ") + message.parts[part].type;
    return out;
}

constexpr std::string_view mixed = "Content-Type: multipart/mixed; boundary=\"b\"\n\n"
                                   "preamble\n--b\nContent-Type: text/html\n\n<p>\n"
                                   "--b\nContent-Transfer-Encoding: BASE64\n\nYWI=\n"
                                   "--b--\n";

} // namespace

TEST(a_header_and_a_body)
{
    const auto message = parse_message("A: 1\nb:\n 2\nA: 3\n\nbody\n");
    CHECK_EQUAL(message.pristine_header, "A: 1\nb:\n 2\nA: 3\n\n");
    CHECK_EQUAL(message.pristine_body, "body\n");
    CHECK_EQUAL(message.header().find("a").size(), 2U);
    CHECK_EQUAL(message.header().last("a")->decoded, "3");
    CHECK_EQUAL(message.header().value("b"), "2");
    CHECK_EQUAL(message.header().last("b")->raw, "\n 2\n");
    CHECK(message.header().last("c") == nullptr);
}

TEST(an_mbox_line_is_passed_over)
{
    const auto message = parse_message("From a@example.com Thu Jan  1\nA: 1\n\nx\n");
    CHECK(message.pristine.starts_with("A: 1"));
}

TEST(a_header_may_end_without_an_empty_line)
{
    const auto message = parse_message("A: 1\n--b\n\nB: 2\n");
    CHECK(message.flags.missing_head_body_separator);
    CHECK(message.header().last("b") == nullptr);
    CHECK(!parse_message("A: 1\n\nB: 2\n").flags.missing_head_body_separator);
}

TEST(some_lines_that_are_no_fields_do_not_end_a_header)
{
    const auto message = parse_message("A: 1\nno field\nB: 2\n\nx\n");
    CHECK_EQUAL(message.header().value("b"), "2");
    CHECK(!message.flags.missing_head_body_separator);
    std::string many;
    for (int i = 0; i < 100; ++i)
        many += "no field\n";
    CHECK(parse_message(text::cat("A: 1\n", many, "B: 2\n\nx\n"))
              .flags.missing_head_body_separator);
}

TEST(a_multipart_has_parts)
{
    const auto message = parse_message(mixed);
    CHECK_EQUAL(types(message), "multipart/mixed text/html text/plain");
    const auto leaves = message.leaves();
    CHECK_EQUAL(leaves.size(), 2U);
    CHECK_EQUAL(decode_part(message.parts[leaves[0]]), "<p>");
    CHECK_EQUAL(decode_part(message.parts[leaves[1]]), "ab");
    CHECK(!message.flags.mime_epilogue_exists);
}

TEST(what_is_behind_the_last_delimiter_is_noticed)
{
    CHECK(parse_message(text::cat(mixed, "more\n")).flags.mime_epilogue_exists);
}

TEST(a_delimiter_that_never_closes_is_noticed)
{
    const auto message =
        parse_message("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n");
    CHECK(message.open_boundaries.contains("b"));
    CHECK_EQUAL(message.leaves().size(), 1U);
}

TEST(parts_within_parts)
{
    const auto message = parse_message(
        "Content-Type: multipart/mixed; boundary=a\n\n"
        "--a\nContent-Type: multipart/alternative; boundary=b\n\n"
        "--b\n\none\n--b\nContent-Type: text/html\n\ntwo\n--b--\n"
        "--a\nContent-Type: message/rfc822\n\nSubject: s\n\nthree\n--a--\n");
    CHECK_EQUAL(types(message),
                "multipart/mixed multipart/alternative text/plain "
                "text/html message/rfc822 text/plain");
}

TEST(crlf_is_noticed)
{
    CHECK(parse_message("A: 1\r\n\r\nx\r\n").crlf);
    CHECK(!parse_message("A: 1\n\nx\n").crlf);
}

TEST(an_overlong_value_is_cut_and_said)
{
    const auto message =
        parse_message(text::cat("A: ", std::string(20'000, 'x'), "\n\nbody\n"));
    CHECK(message.flags.truncated_header);
    const auto size = message.header().last("a")->raw.size();
    CHECK(size <= max_field_value && size > max_field_value - 10);
}

TEST(many_parts_and_deep_parts_take_no_time)
{
    std::string many = "Content-Type: multipart/mixed; boundary=b\n\n";
    for (int i = 0; i < 200'000; ++i)
        many += "--b\n";
    std::string deep;
    for (int i = 0; i < 20'000; ++i)
        deep += text::cat(
            "Content-Type: multipart/mixed; boundary=b", i, "\n\n--b", i, "\n");
    const Stopwatch watch;
    CHECK(parse_message(many).parts.size() <= max_children + 2);
    CHECK(parse_message(deep).parts.size() <=
          static_cast<std::size_t>(max_message_depth) * 3);
    CHECK(watch.seconds() < 5);
}

TEST(nothing_is_a_message_too)
{
    CHECK_EQUAL(types(parse_message("")), "text/plain");
    CHECK_EQUAL(types(parse_message("\n")), "text/plain");
    CHECK_EQUAL(types(parse_message(std::string_view("\0\0", 2))), "text/plain");
}
