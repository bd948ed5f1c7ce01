// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "smtp-out/encoder.h"

#include "tests/unit/check.h"

#include <random>

using namespace chainmail::smtp_out;
using namespace std::string_literals;

namespace {

std::string encode(std::string_view text, std::size_t step = 1000)
{
    Encoder encoder;
    std::string out;
    while (!text.empty()) {
        encoder.encode(text.substr(0, step), out);
        text.remove_prefix(std::min(step, text.size()));
    }
    encoder.end_line(out);
    return out;
}

// As a strict server reads it: CR LF . CR LF ends, stuffed dots are taken away.
std::string decode(std::string_view wire)
{
    std::string out;
    while (!wire.empty()) {
        const auto end = wire.find("\r\n");
        auto line = wire.substr(0, end);
        if (line == ".") return out + "<END>";
        if (line.starts_with('.')) line.remove_prefix(1);
        out.append(line).append("\n");
        wire.remove_prefix(end == wire.npos ? wire.size() : end + 2);
    }
    return out;
}

} // namespace

TEST(lines_get_crlf)
{
    CHECK_EQUAL(encode("a\n\nb\n"), "a\r\n\r\nb\r\n");
    CHECK_EQUAL(encode(""), "");
}

TEST(the_last_line_is_ended)
{
    CHECK_EQUAL(encode("a\nb"), "a\r\nb\r\n");
    CHECK_EQUAL(encode("a\n."), "a\r\n..\r\n");
}

TEST(every_leading_dot_is_doubled)
{
    CHECK_EQUAL(encode(".\n..\n.a\na.\n"), "..\r\n...\r\n..a\r\na.\r\n");
}

TEST(a_bare_cr_never_passes)
{
    CHECK_EQUAL(encode("a\rb\r\n\r\n"), "ab\r\n\r\n");
    // What is a line of one dot without its CRs is one.
    CHECK_EQUAL(encode("a\n\r.\r\nb\n"), "a\r\n..\r\nb\r\n");
    CHECK_EQUAL(encode("\r\r\r"), "");
}

TEST(nul_becomes_two_bytes)
{
    CHECK_EQUAL(encode("a\0b\0\n"s),
                "a\xC0\x80"
                "b\xC0\x80\r\n");
    CHECK_EQUAL(encode("\0.\n"s), "\xC0\x80.\r\n");
}

TEST(repairs_are_counted)
{
    Encoder encoder;
    std::string out;
    encoder.encode("a\r\0\r\n\0"s, out);
    encoder.encode("b\n", out);
    CHECK_EQUAL(encoder.removed_crs(), 2U);
    CHECK_EQUAL(encoder.replaced_nuls(), 2U);
}

TEST(smuggling_shapes_leave_no_end_of_data_inside)
{
    for (const auto& shape : {"x\n.\ny\n"s,
                              "x\r.\ry\n"s,
                              "x\r\n.\r\ny\n"s,
                              "x\n.\r\ny\n"s,
                              "x\r\n.\ny\n"s,
                              "x\r\r\n.\r\r\ny\n"s,
                              "x\n\r.\n\ry\n"s,
                              "x\n\0.\r\ny\n"s}) {
        const auto wire = encode(shape);
        CHECK(wire.find("\r\n.\r\n") == std::string::npos);
        for (std::size_t i = 0; i < wire.size(); ++i) {
            CHECK(wire[i] != '\n' || (i > 0 && wire[i - 1] == '\r'));
            CHECK(wire[i] != '\r' || (i + 1 < wire.size() && wire[i + 1] == '\n'));
        }
    }
}

TEST(pieces_do_not_matter)
{
    std::mt19937 random(1);
    constexpr std::string_view alphabet("..\n\n\r\0ab\x80", 9);
    for (int round = 0; round < 300; ++round) {
        std::string text;
        for (int i = 0; i < 60; ++i)
            text += alphabet[random() % alphabet.size()];
        const auto whole = encode(text);
        for (const std::size_t step : {1U, 2U, 3U, 7U, 59U})
            CHECK_EQUAL(encode(text, step), whole);
        CHECK(decode(whole).find("<END>") == std::string::npos);
    }
}

TEST(clean_text_survives_the_way)
{
    std::mt19937 random(2);
    constexpr std::string_view alphabet("..\n\nab\x80");
    for (int round = 0; round < 300; ++round) {
        std::string text;
        for (int i = 0; i < 60; ++i)
            text += alphabet[random() % alphabet.size()];
        text += '\n';
        CHECK_EQUAL(decode(encode(text)), text);
    }
}

TEST(a_high_byte_is_found_anywhere)
{
    CHECK(!has_8bit(""));
    CHECK(!has_8bit(std::string(100, '\x7F')));
    for (std::size_t i = 0; i < 20; ++i) {
        std::string text(20, 'a');
        text[i] = '\x80';
        CHECK(has_8bit(text));
    }
}
