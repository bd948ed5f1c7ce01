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
