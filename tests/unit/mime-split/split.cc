// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mime-split/split.h"

#include "unit/check.h"

#include <algorithm>

using namespace chainmail;
using namespace chainmail::mime_split;

namespace {

const Budget roomy{{}, 1U << 30U};

// The store as a file would be.
struct Bytes {
    std::string content;

    Store store()
    {
        return [this](std::uint64_t offset, std::string_view bytes) -> Status {
            content.resize(std::max(content.size(), offset + bytes.size()));
            content.replace(offset, bytes.size(), bytes);
            return {};
        };
    }
};

// "PATH <content>" of every part with content; "@" before those in the store.
std::string shown(std::string_view message, const Budget& budget = roomy)
{
    Bytes bytes;
    const auto result = split(message, budget, bytes.store());
    CHECK(result);
    std::string out;
    for (const auto& part : result->parts) {
        if (part.place == Place::nowhere) continue;
        const bool stored = part.place == Place::store;
        const std::string_view from = stored ? bytes.content : message;
        out += part.path + (stored ? " @<" : " <") +
               std::string(from.substr(part.offset, part.length)) + "> ";
        if (stored) CHECK_EQUAL(part.offset % store_alignment, 0U);
    }
    return out + result->hold;
}

const std::string three_parts = "Content-Type: multipart/mixed; boundary=b\n\n"
                                "--b\nContent-Transfer-Encoding: base64\n\nZm9v\n"
                                "--b\n\nplain\n"
                                "--b\nContent-Transfer-Encoding: quoted-printable\n\n"
                                "a=3Db\n--b--\n";

std::string encoded(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out = "Content-Type: message/rfc822\n"
                      "Content-Transfer-Encoding: quoted-printable\n\n";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        out += '=';
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
        if (c == '\n') out += "=\n";
    }
    return out;
}

} // namespace

TEST(identity_is_not_copied)
{
    CHECK_EQUAL(shown("A: 1\n\nbody"), "1 <body> ");
    CHECK_EQUAL(shown(three_parts), "1.1 @<foo> 1.2 <plain> 1.3 @<a=b> ");
}

TEST(empty_parts_are_there)
{
    CHECK_EQUAL(shown("Content-Transfer-Encoding: base64\n\n"), "1 @<> ");
    CHECK_EQUAL(shown("A: 1\n\n"), "1 <> ");
}

TEST(content_of_many_blocks)
{
    const std::string text(300'000, 'x');
    CHECK_EQUAL(shown("Content-Transfer-Encoding: quoted-printable\n\n" + text).size(),
                text.size() + 6);
}

TEST(attached_message_and_its_parts)
{
    CHECK_EQUAL(shown("Content-Type: message/rfc822\n\n" + three_parts),
                "1 <" + three_parts + "> 1.1.1 @<foo> 1.1.2 <plain> 1.1.3 @<a=b> ");
}

TEST(encoded_message_is_opened)
{
    const std::string inner = "Content-Transfer-Encoding: base64\n\nZm9v\n";
    CHECK_EQUAL(shown(encoded(inner)), "1 @<" + inner + "> 1.1 @<foo> ");
    CHECK_EQUAL(shown(encoded("A: 1\n\nx")), "1 @<A: 1\n\nx> 1.1 @<x> ");
    const auto once = encoded("A: 1\n\nx");
    CHECK_EQUAL(shown(encoded(once)), "1 @<" + once + "> 1.1 @<A: 1\n\nx> 1.1.1 @<x> ");
}

TEST(errors_and_ambiguities)
{
    Bytes bytes;
    const auto result = split("Content-Type: text/plain; name=x; name=y\n"
                              "Content-Transfer-Encoding: base64\n\nZg==Zm9v",
                              roomy,
                              bytes.store());
    CHECK_EQUAL(result->parts[0].ambiguous.size(), 2U);
    CHECK_EQUAL(result->parts[0].ambiguous[1], "padding");
    const auto broken =
        split(encoded("Content-Type: multipart/mixed\n\nx"), roomy, bytes.store());
    CHECK_EQUAL(broken->errors.size(), 1U);
    CHECK_EQUAL(broken->errors[0], "in part 1: part 1: a multipart without a boundary");
}

TEST(limits_hold_the_message)
{
    CHECK_EQUAL(shown(three_parts, {{3, 14, 100}, 1000}),
                "1.1 @<foo> 1.2 <plain> Maximum number of files (3) exceeded");
    CHECK_EQUAL(shown(three_parts, {{1500, 14, 1}, 1000}),
                "Maximum nesting of parts (1) exceeded");
}

TEST(limits_count_through_encoded_messages)
{
    const auto message = encoded(encoded("A: 1\n\nx"));
    CHECK(shown(message, {{1500, 3, 100}, 1000}).ends_with("<x> "));
    CHECK(shown(message, {{1500, 2, 100}, 1000})
              .ends_with("> Maximum decoding depth (2) exceeded"));
    CHECK(shown(message, {{1500, 14, 3}, 1000}).ends_with("<x> "));
    CHECK(shown(message, {{1500, 14, 2}, 1000})
              .ends_with("> Maximum nesting of parts (2) exceeded"));
    CHECK(shown(message, {{3, 14, 100}, 1000}).ends_with("<x> "));
    CHECK(shown(message, {{2, 14, 100}, 1000})
              .ends_with("> Maximum number of files (2) exceeded"));
}

TEST(quota_of_the_store)
{
    CHECK_EQUAL(shown(three_parts, {{}, 6}), "1.1 @<foo> 1.2 <plain> 1.3 @<a=b> ");
    CHECK_EQUAL(shown(three_parts, {{}, 5}),
                "1.1 @<foo> 1.2 <plain> 1.3 @<> "
                "Exceeded storage quota 5 bytes by part 1.3");
}

// max(MIN, 5 * size, min(MAX, 500 * size)), as amavisd.
TEST(quota_by_size)
{
    const Expansion usual;
    CHECK_EQUAL(quota(usual, 0), 102'400U);
    CHECK_EQUAL(quota(usual, 1000), 500'000U);
    CHECK_EQUAL(quota(usual, 10'000'000), 314'572'800U);
    CHECK_EQUAL(quota(usual, 100'000'000), 500'000'000U);
    CHECK_EQUAL(quota(usual, static_cast<std::uint64_t>(-1)),
                static_cast<std::uint64_t>(-1));
}

TEST(store_that_fails)
{
    const auto result =
        split(three_parts, roomy, [](std::uint64_t, std::string_view) -> Status {
            return temporary("no space");
        });
    CHECK(!result);
    CHECK_EQUAL(result.error().what, "no space");
}

namespace {

const std::string uuencoded = "begin 644 a.exe\n#9F]O\n`\nend\n";

std::string widened(std::string_view text, std::size_t width, bool little)
{
    std::string out;
    for (const char c : text)
        for (std::size_t i = 0; i < width; ++i)
            out += i == (little ? 0 : width - 1) ? c : '\0';
    return out;
}

std::string two_parts(std::string_view type, std::string_view body)
{
    std::string out = "Content-Type: multipart/mixed; boundary=b\n\n--b\n";
    return out.append(type).append("\n\n").append(body).append(
        "\n--b\n\nplain\n--b--\n");
}

// Whether a part has the content of the file and its name.
bool finds_file(std::string_view message)
{
    Bytes bytes;
    const auto result = split(message, roomy, bytes.store());
    return result && std::ranges::any_of(result->parts, [&](const Found& part) {
               return part.place == Place::store &&
                      bytes.content.substr(part.offset, part.length) == "foo" &&
                      std::ranges::count(part.names, "a.exe") == 1;
           });
}

} // namespace

TEST(files_in_decoded_text_have_the_numbers_behind_the_parts)
{
    CHECK_EQUAL(
        shown(two_parts("Content-Transfer-Encoding: quoted-printable", uuencoded)),
        "1.1 @<" + uuencoded.substr(0, uuencoded.size()) + "> 1.2 <plain> 1.3 @<foo> ");
}

TEST(text_of_wide_characters_is_content_as_bytes_too)
{
    for (const std::size_t width : {2U, 4U})
        for (const bool little : {false, true}) {
            const auto wide = widened("some words", width, little);
            CHECK(shown(two_parts("Content-Type: text/plain", wide))
                      .ends_with("1.2 <plain> 1.3 @<some words> "));
        }
    CHECK_EQUAL(shown("A: 1\n\n\xFF\xFEx"), "1 <\xFF\xFEx> 2 @<\xEF\xBF\xBD> ");
}

TEST(files_in_text_of_wide_characters)
{
    for (const std::size_t width : {2U, 4U})
        for (const bool little : {false, true})
            CHECK(finds_file(two_parts("Content-Type: text/plain",
                                       widened("hello\n" + uuencoded, width, little))));
}

TEST(files_that_are_quoted)
{
    for (const std::string mark : {"> ", ">", "> > ", "| ", "  ", "\t", ": "}) {
        std::string body = "hello\n";
        for (const auto* line : {"begin 644 a.exe", "#9F]O", "`", "end"})
            body += mark + line + '\n';
        CHECK(finds_file("A: 1\n\n" + body));
        CHECK(finds_file("A: 1\n\n" + widened(body, 2, true)));
    }
    CHECK_EQUAL(shown("A: 1\n\n> begin 644 words\n> of a text\n"),
                "1 <> begin 644 words\n> of a text\n> ");
}
