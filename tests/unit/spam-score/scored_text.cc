// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/scored_text.h"

#include "base/text.h"
#include "unit/check.h"

using namespace chainmail;
using namespace chainmail::spam_score;

namespace {

wire::Envelope envelope(std::size_t header_length)
{
    wire::Envelope e;
    e.sender = "a@example.com";
    e.recipients.resize(2);
    e.recipients[0].addr = "b@example.com";
    e.recipients[1].addr = "c@example.com";
    e.header_length = header_length;
    return e;
}

constexpr std::string_view before =
    "Return-Path: <a@example.com>\n"
    "X-Envelope-To: <b@example.com>,\n <c@example.com>\n";

} // namespace

TEST(the_envelope_is_put_in_front)
{
    CHECK_EQUAL(text_to_score(envelope(6), "A: b\n\nbody\n", 0),
                text::cat(before, "A: b\n\nbody\n"));
}

TEST(a_line_end_in_an_address_cannot_add_a_field)
{
    auto e = envelope(6);
    e.sender = "a\nX-Evil: 1";
    CHECK_EQUAL(text_to_score(e, "A: b\n\n", 0).find("\nX-Evil"), std::string::npos);
}

TEST(a_long_body_is_cut)
{
    CHECK_EQUAL(text_to_score(envelope(6), "A: b\n\nbody\n", 2),
                text::cat(before, "A: b\n\nbo"));
}

TEST(a_long_header_is_cut_between_lines)
{
    std::string header;
    while (header.size() < 2 * header_limit)
        header += "X-A: some value\n";
    header += '\n';
    const auto text = text_to_score(envelope(header.size()), header + "body\n", 0);
    CHECK(text.size() < header_limit + before.size() + 10);
    CHECK(text.ends_with("X-A: some value\nbody\n") ||
          text.ends_with("X-A: some value\n\nbody\n"));
}
