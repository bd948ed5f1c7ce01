// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Time must grow with the size of hostile input, not with its square. Two ratios tell:
// - Sixteen times the input takes 16 times as long when the work is linear, 256 times
//   when it is quadratic; 60 lies between, with room for a busy machine.
// - Work that is bounded by a large constant (so many fields, each looking at all of
// the
//   text) is linear by the first ratio. So the work may also not take longer than
//   reading the same bytes one by one 300 times.
#include "mail/address.h"
#include "mail/encoded_word.h"
#include "mail/field.h"
#include "mail/mime_tree.h"

#include "unit/check.h"
#include "unit/stopwatch.h"

#include <algorithm>
#include <cstdint>

using namespace chainmail::mail;

namespace {

constexpr std::size_t small_size = 100'000;
constexpr std::size_t growth = 16;
constexpr double allowed_growth = 60;
constexpr double allowed_passes = 300;

std::string repeat(std::string_view unit, std::size_t bytes)
{
    std::string out;
    out.reserve(bytes + unit.size());
    while (out.size() < bytes)
        out += unit;
    return out;
}

double seconds_of_cpu(const std::function<void()>& work)
{
    const Stopwatch watch;
    work();
    return watch.seconds();
}

// Not less than what a clock and a page fault can blur.
template <typename Work>
double cost(const std::string& input, const Work& work, int tries)
{
    double best = 1e9;
    for (int i = 0; i < tries; ++i)
        best = std::min(best, seconds_of_cpu([&] { work(input); }));
    return std::max(best, 0.001);
}

// The unit of the second ratio.
void read_bytes(const std::string& input)
{
    volatile std::uint32_t sum = 0;
    for (const char c : input)
        sum = (sum ^ static_cast<unsigned char>(c)) * 16777619U;
}

template <typename Make, typename Work>
bool is_linear(const Make& make, const Work& work)
{
    const double small = cost(make(small_size), work, 3);
    const std::string input = make(small_size * growth);
    const double pass = cost(input, read_bytes, 2);
    const double large = cost(input, work, 2);
    if (large < small * allowed_growth && large < pass * allowed_passes) return true;
    std::cout << "  small " << small << " s, large " << large << " s, one pass " << pass
              << " s\n";
    return false;
}

const Limits no_limits{10'000'000, 10'000'000, 10'000'000};

void parse_all(const std::string& message)
{
    parse_mime(message);
    parse_mime(message, {100'000, 14, 100});
}

std::string nested(std::size_t depth)
{
    std::string message;
    for (std::size_t i = 0; i < depth; ++i) {
        const auto boundary = "b" + std::to_string(i);
        message += "Content-Type: multipart/mixed; boundary=" + boundary + "\n\n--" +
                   boundary + "\n";
    }
    return message + "\nx\n";
}

} // namespace

TEST(lines_that_look_like_delimiters)
{
    CHECK(is_linear(
        [](std::size_t bytes) {
            return "Content-Type: multipart/mixed; boundary=b\n\n" +
                   repeat("--c\n--bb\n--b---\n", bytes);
        },
        parse_all));
}

TEST(delimiters_and_nothing_else)
{
    const auto make = [](std::size_t bytes) {
        return "Content-Type: multipart/mixed; boundary=b\n\n" + repeat("--b\n", bytes);
    };
    CHECK(is_linear(make, parse_all));
    CHECK(parse_mime(make(10'000'000)).stop == Stop::parts);
}

TEST(delimiters_that_are_fields_too)
{
    CHECK(is_linear(
        [](std::size_t bytes) {
            return "Content-Type: multipart/mixed; boundary=\"b:c\"\n\n" +
                   repeat("--b:c\n--x:y\n", bytes);
        },
        parse_all));
}

TEST(many_open_boundaries_of_one_length)
{
    CHECK(is_linear(
        [](std::size_t bytes) {
            std::string message;
            for (int i = 10; i < 99; ++i) {
                const auto boundary = std::string(1000, 'x') + std::to_string(i);
                message += "Content-Type: multipart/mixed; boundary=" + boundary +
                           "\n\n--" + boundary + "\n";
            }
            return message + "\n" + repeat("--" + std::string(1002, 'x') + "\n", bytes);
        },
        parse_all));
}

TEST(header_in_one_line)
{
    CHECK(is_linear(
        [](std::size_t bytes) {
            return "Subject: " + std::string(bytes, 'x') +
                   "\nContent-Type: text/plain; name=" + std::string(bytes, 'y') +
                   "\n\n";
        },
        [](const std::string& message) {
            parse_all(message);
            const auto header = split_header(message);
            unfold(header.fields[0].value);
        }));
}

TEST(header_of_folds)
{
    CHECK(is_linear(
        [](std::size_t bytes) {
            return "Content-Type: text/plain; " + repeat("\n a=b;", bytes) + "\n\n";
        },
        parse_all));
}

TEST(fields_that_repeat)
{
    for (const char* unit : {"Content-Type: a\n",
                             "Content-Disposition: a; name=b\n",
                             "Content-Type: a/b; name=c\nContent-Disposition: x\n"})
        CHECK(is_linear(
            [&](std::size_t bytes) {
                return "Content-Type: " + std::string(bytes, 'x') + "/y\n" +
                       repeat(unit, bytes) + "\n";
            },
            parse_all));
}

TEST(parameters_comments_and_quotes)
{
    for (const char* unit : {"(",
                             "()",
                             "\"",
                             "\\",
                             "a*0=b;",
                             "a=\"b\";",
                             "=",
                             ";",
                             "name=a b c ",
                             "name=\"a\"b;",
                             "name=\"a\""})
        CHECK(is_linear(
            [&](std::size_t bytes) {
                return "Content-Type: a/b; " + repeat(unit, bytes) + "\n\n";
            },
            [](const std::string& message) { parse_mime(message); }));
}

TEST(no_blank_line_and_nul)
{
    CHECK(is_linear([](std::size_t bytes) { return repeat("a: b\n", bytes); },
                    parse_all));
    CHECK(is_linear([](std::size_t bytes) { return std::string(bytes, '\0'); },
                    parse_all));
    const std::string message = "A: 1\n\n" + std::string(10, '\0');
    CHECK_EQUAL(parse_mime(message).parts[0].body.length, 10U);
}

TEST(nesting_of_ten_thousand)
{
    const auto message = nested(10'000);
    const auto tree = parse_mime(message);
    CHECK(tree.stop == Stop::depth);
    CHECK_EQUAL(tree.parts.size(), 100U);
    // Without a limit a path alone would be quadratic; the parser must not be.
    CHECK_EQUAL(parse_mime(nested(3000), no_limits).parts.size(), 3001U);
    const auto messages = repeat("Content-Type: message/rfc822\n\n", 10'000 * 30);
    CHECK(parse_mime(messages).stop == Stop::levels);
    CHECK_EQUAL(parse_mime(messages).parts.size(), 14U);
}

TEST(encoded_words)
{
    for (const char* unit : {"=?",
                             "=?a?q?",
                             "=?a?q?b?=",
                             "=?a?q?x",
                             "=?a?q?b?= ",
                             "=?a?b?=",
                             "=?utf-8?q?=?utf-8?b?",
                             "=\xFF?"})
        CHECK(is_linear([&](std::size_t bytes) { return repeat(unit, bytes); },
                        [](const std::string& text) { decode_words(text); }));
}

TEST(transfer_encodings)
{
    const auto decode_twice = [](Encoding encoding, const std::string& text) {
        decode(encoding, text, text.size() * 2);
        std::string block;
        TransferDecoder decoder(encoding, text);
        while (decoder.next(block, 32))
            block.clear();
    };
    for (const char* unit :
         {"=", " ", "\t ", "=3", "a", "AAAA\n", "AAA=", "A", "= \n", "\n", "!", "AA!A"})
        for (const auto encoding : {Encoding::base64, Encoding::quoted_printable})
            CHECK(is_linear(
                [&](std::size_t bytes) { return repeat(unit, bytes); },
                [&](const std::string& text) { decode_twice(encoding, text); }));
}

TEST(addresses)
{
    for (const char* unit :
         {"a@b,", "<", "<a@b>", "\"", "(", "()", ":", "a ", "@", "<(", "\\", "a@b "})
        CHECK(is_linear([&](std::size_t bytes) { return repeat(unit, bytes); },
                        [](const std::string& text) {
                            find_addresses(text);
                            split_address(text);
                            path_address(text);
                        }));
}
