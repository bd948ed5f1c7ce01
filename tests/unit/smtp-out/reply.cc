// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "smtp-out/reply.h"

#include "tests/unit/check.h"

using namespace chainmail::smtp_out;

namespace {

std::string show(const Reply& reply)
{
    return print(answer_of(reply));
}

// All replies in `bytes`, fed `step` bytes at a time, "|" between them.
std::string read_all(std::string_view bytes, std::size_t step)
{
    ReplyReader reader;
    std::string out;
    while (true) {
        auto reply = reader.next();
        if (!reply) return out + "error";
        if (*reply) {
            out += show(**reply) + "|";
            continue;
        }
        if (bytes.empty()) return out;
        reader.feed(bytes.substr(0, step));
        bytes.remove_prefix(std::min(step, bytes.size()));
    }
}

Reply one(std::string_view bytes)
{
    ReplyReader reader;
    reader.feed(bytes);
    return reader.next().value().value();
}

} // namespace

TEST(replies_come_in_pieces_of_any_size)
{
    constexpr auto bytes = "250-2.1.0 one\r\n250 2.1.0 two\r\n354 go\r\n250\r\n";
    for (const std::size_t step : {1U, 2U, 7U, 100U})
        CHECK_EQUAL(read_all(bytes, step), "250 2.1.0 one two|354 go|250|");
}

TEST(lines_may_end_in_lf_alone)
{
    CHECK_EQUAL(read_all("220 hi\n250-a\n250 b\n", 3), "220 hi|250 a b|");
}

TEST(an_incomplete_reply_is_none)
{
    CHECK_EQUAL(read_all("250-a\r\n250-b\r\n", 100), "");
    CHECK_EQUAL(read_all("250 a", 100), "");
}

TEST(keywords_keep_their_lines)
{
    const auto reply = one("250-mx\r\n250-SIZE 10\r\n250 DSN\r\n");
    CHECK_EQUAL(reply.lines.size(), 3U);
    CHECK_EQUAL(reply.lines[1], "SIZE 10");
}

TEST(what_is_no_reply)
{
    for (const auto* bytes : {"hello\r\n",
                              "25 x\r\n",
                              "150 x\r\n",
                              "650 x\r\n",
                              "2500 x\r\n",
                              "250-a\r\n550 b\r\n",
                              "\r\n",
                              "250;x\r\n"})
        CHECK_EQUAL(read_all(bytes, 100), "error");
}

TEST(a_reply_without_end_is_refused)
{
    CHECK_EQUAL(read_all(std::string(ReplyReader::most_bytes + 1, '2'), 8192), "error");
    std::string lines;
    while (lines.size() <= ReplyReader::most_bytes)
        lines += "250-x\r\n";
    CHECK_EQUAL(read_all(lines, 8192), "error");
}

TEST(enhanced_codes)
{
    CHECK_EQUAL(answer_of(one("550 5.1.1 no\r\n")).enhanced, "5.1.1");
    CHECK_EQUAL(answer_of(one("550 5.7.123\r\n")).enhanced, "5.7.123");
    // Of another class, too long, or part of a word: text.
    CHECK_EQUAL(answer_of(one("550 4.1.1 no\r\n")).enhanced, "");
    CHECK_EQUAL(answer_of(one("550 5.1.1234 no\r\n")).enhanced, "");
    CHECK_EQUAL(answer_of(one("550 5.1.1x no\r\n")).text, "5.1.1x no");
    CHECK_EQUAL(answer_of(one("550 5.1 no\r\n")).text, "5.1 no");
}

TEST(the_text_is_one_printable_line)
{
    CHECK_EQUAL(answer_of(one("250 a\rb\x01"
                              "c\r\n"))
                    .text,
                "a b c");
    const auto text =
        answer_of(one("250 " + std::string(799, 'x') + "\xC3\xA4z\r\n")).text;
    CHECK_EQUAL(text.size(), 799U);
}
