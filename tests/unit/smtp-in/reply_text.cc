// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "smtp-in/reply_text.h"

#include "tests/unit/check.h"

namespace {

using namespace chainmail::smtp_in;

std::vector<std::string> lines_of(const std::string& reply)
{
    std::vector<std::string> lines;
    std::size_t begin = 0;
    for (std::size_t end; (end = reply.find("\r\n", begin)) != std::string::npos;
         begin = end + 2)
        lines.push_back(reply.substr(begin, end - begin));
    CHECK_EQUAL(begin, reply.size());
    return lines;
}

TEST(short_replies)
{
    CHECK_EQUAL(format_reply("250 2.0.0 Ok NOOP"), "250 2.0.0 Ok NOOP\r\n");
    CHECK_EQUAL(format_reply("250 [127.0.0.1]"), "250 [127.0.0.1]\r\n");
    CHECK_EQUAL(format_reply("250 a\rb\nc\x7f"), "250 a?b?c?\r\n");
    CHECK_EQUAL(format_lines("250", {"a", "b"}), "250-a\r\n250 b\r\n");
}

TEST(long_replies_repeat_code_and_enhanced_code)
{
    std::string words;
    for (int i = 0; i < 200; ++i)
        words += "word" + std::to_string(i) + " ";
    const auto lines = lines_of(format_reply("554 5.7.0 " + words));
    CHECK(lines.size() > 2);
    std::string joined;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        CHECK(lines[i].size() <= 510);
        CHECK_EQUAL(lines[i].substr(0, 10),
                    i + 1 == lines.size() ? "554 5.7.0 " : "554-5.7.0 ");
        joined += lines[i].substr(10);
    }
    CHECK_EQUAL(joined, words);
}

TEST(the_edge_of_a_line)
{
    const std::string full = "250 2.0.0 " + std::string(500, 'x');
    CHECK_EQUAL(format_reply(full), full + "\r\n");
    CHECK_EQUAL(lines_of(format_reply(full + "x")).size(), 2U);
    const auto plain = lines_of(format_reply("250 " + std::string(507, 'x')));
    CHECK_EQUAL(plain.size(), 2U);
    CHECK_EQUAL(plain[1], "250 x");
}

TEST(no_character_is_cut_in_two)
{
    std::string words = "x";
    for (int i = 0; i < 300; ++i)
        words += "\xe2\x82\xac";
    const auto lines = lines_of(format_reply("250 " + words));
    CHECK_EQUAL(lines.size(), 2U);
    CHECK_EQUAL((lines[0].size() - 5) % 3, 0U);
}

TEST(what_only_looks_like_an_enhanced_code)
{
    for (const std::string words : {"2.0 x", "2.0.0", "2..0 x", "2.0.0000 x"}) {
        const auto lines =
            lines_of(format_reply("250 " + words + std::string(600, 'y')));
        CHECK_EQUAL(lines[1].substr(0, 5), "250 y");
    }
}

} // namespace
