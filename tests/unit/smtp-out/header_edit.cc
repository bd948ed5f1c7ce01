// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "smtp-out/header_edit.h"

#include "tests/unit/check.h"

using namespace chainmail::smtp_out;

namespace {

std::string edited(std::string_view header, const HeaderEdits& edits = {})
{
    HeaderRepairs repairs;
    return edit_header(header, edits, repairs);
}

} // namespace

TEST(without_edits_nothing_changes)
{
    constexpr auto header = "From: a\nSubject: x\n y\n\tz\nno field\n: no name\n";
    CHECK_EQUAL(edited(header), header);
    CHECK_EQUAL(edited(""), "");
}

TEST(new_fields_stand_on_top_in_their_order)
{
    CHECK_EQUAL(edited("A: 1\n", {{}, {}, {"X: 1\n folded", "Y: 2"}}),
                "X: 1\n folded\nY: 2\nA: 1\n");
}

TEST(deleted_fields_go_with_their_folds)
{
    CHECK_EQUAL(edited("A: 1\nX-Spam-Status: No,\n score=1\n\ttests\nB: 2\n",
                       {{"x-spam-status"}, {}, {}}),
                "A: 1\nB: 2\n");
    CHECK_EQUAL(edited("x-SPAM-status : 1\nX-Spam-Status-Not: 2\nX-Spam-Status: 3\n",
                       {{"x-spam-status"}, {}, {}}),
                "X-Spam-Status-Not: 2\n");
}

TEST(an_inserted_field_is_not_deleted)
{
    CHECK_EQUAL(edited("Subject: a\n", {{"subject"}, {}, {"Subject: b"}}),
                "Subject: b\n");
}

TEST(single_fields_are_replaced_by_number)
{
    HeaderEdits edits;
    edits.replaced[{"subject", 2}] = "Subject: T b\n c";
    edits.replaced[{"subject", 3}] = "";
    CHECK_EQUAL(
        edited("Subject: a\nSUBJECT : b\n\tx\nZ: 1\nSubject: c\n d\nY: 2\n", edits),
        "Subject: a\nSubject: T b\n c\nZ: 1\nY: 2\n");
}

TEST(lines_of_white_space_only_are_joined_to_the_one_before)
{
    HeaderRepairs repairs;
    CHECK_EQUAL(edit_header("X: a\n \n b\nY: c\n\t\t\n\r\nZ: d\n", {}, repairs),
                "X: a \n b\nY: c\t\t\nZ: d\n");
    CHECK_EQUAL(repairs.unfolded_blanks, 3U);
    CHECK_EQUAL(edited(" \nX: a\n"), "X: a\n");
}

TEST(what_a_site_wants_to_keep_is_kept)
{
    HeaderEdits edits;
    edits.keep_blank_folds = edits.keep_long_lines = true;
    const auto header = "X: a\n \n b\nY: " + std::string(2000, 'y') + "\n";
    CHECK_EQUAL(edited(header, edits), header);
    // A line that would be empty without its CR would end the header.
    CHECK_EQUAL(edited("X: a\n\r\nY: b\n", edits), "X: a\nY: b\n");
}

TEST(bare_crs_are_removed_and_counted_by_line)
{
    HeaderRepairs repairs;
    CHECK_EQUAL(edit_header("X: a\rb\rc\nY: d\r\nZ: e\n", {}, repairs),
                "X: abc\nY: d\nZ: e\n");
    CHECK_EQUAL(repairs.removed_crs, 2U);
}

TEST(lines_above_998_bytes_are_cut)
{
    HeaderRepairs repairs;
    const auto fits = "X: " + std::string(995, 'a') + "\n";
    CHECK_EQUAL(edit_header(fits, {}, repairs), fits);
    CHECK_EQUAL(repairs.cut_lines, 0U);
    CHECK_EQUAL(edit_header("X: " + std::string(996, 'a') + "\n", {}, repairs),
                "X: " + std::string(992, 'a') + "...\n");
    CHECK_EQUAL(repairs.cut_lines, 1U);
}

TEST(a_last_line_without_an_end_gets_one)
{
    CHECK_EQUAL(edited("A: 1\nB: 2"), "A: 1\nB: 2\n");
}

TEST(header_and_body_are_split_at_the_empty_line)
{
    const auto two = split_content("A: 1\n\nbody\n", 5);
    CHECK_EQUAL(two.header, "A: 1\n");
    CHECK_EQUAL(two.body, "body\n");
    const auto crlf = split_content("A: 1\r\n\r\nbody\r\n", 6);
    CHECK_EQUAL(crlf.body, "body\r\n");
    const auto only_header = split_content("A: 1\n", 5);
    CHECK_EQUAL(only_header.header, "A: 1\n");
    CHECK_EQUAL(only_header.body, "");
    const auto only_body = split_content("\nbody\n", 0);
    CHECK_EQUAL(only_body.header, "");
    CHECK_EQUAL(only_body.body, "body\n");
    CHECK_EQUAL(split_content("", 0).body, "");
}

TEST(hops_are_counted_by_field)
{
    CHECK_EQUAL(count_hops("Received: a\n\tby b\nRECEIVED : c\nX-Received: d\n"), 2U);
    CHECK_EQUAL(count_hops(""), 0U);
}
