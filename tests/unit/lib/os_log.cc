// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "os/log.h"

#include "tests/unit/check.h"

using chainmail::os::split_line;

TEST(a_short_line_is_one_piece)
{
    const auto pieces = split_line("1-2", "Passed CLEAN", 980);
    CHECK_EQUAL(pieces.size(), 1U);
    CHECK_EQUAL(pieces[0], "(1-2) Passed CLEAN");
}

TEST(a_line_of_the_limit_is_one_piece)
{
    const std::string text(980 - 6, 'x');
    CHECK_EQUAL(split_line("1-2", text, 980).size(), 1U);
    CHECK_EQUAL(split_line("1-2", text + 'x', 980).size(), 2U);
}

TEST(long_lines_are_continued_with_dots_at_both_ends)
{
    std::string text;
    for (int i = 0; i < 500; ++i)
        text += "<" + std::to_string(i) + ">,";
    std::string joined;
    const auto pieces = split_line("1-2", text, 980);
    CHECK(pieces.size() > 2);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        CHECK(pieces[i].starts_with(i == 0 ? "(1-2) <" : "(1-2) ..."));
        std::string_view piece = pieces[i];
        piece.remove_prefix(i == 0 ? 6 : 9);
        if (i + 1 == pieces.size()) {
            joined += piece;
            continue;
        }
        CHECK_EQUAL(pieces[i].size(), 980U);
        CHECK(piece.ends_with("..."));
        joined += piece.substr(0, piece.size() - 3);
    }
    CHECK_EQUAL(joined, text);
}

TEST(an_id_longer_than_a_line_still_ends)
{
    const auto pieces = split_line(std::string(50, 'i'), std::string(60, 'x'), 20);
    CHECK(pieces.size() > 1 && pieces.size() < 60);
}
