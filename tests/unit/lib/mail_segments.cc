// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// mail/segments.h and mail/line_scan.h
#include "mail/line_scan.h"
#include "mail/segments.h"

#include "unit/check.h"

#include <algorithm>

using namespace chainmail::mail;

namespace {

bool cuts(std::string_view text, std::string_view wanted)
{
    const auto segments = loose_segments(text, 1000).list;
    return std::any_of(segments.begin(), segments.end(), [&](const Segment& one) {
        return text.substr(one.offset, one.length) == wanted;
    });
}

} // namespace

TEST(pieces_between_delimiters)
{
    const std::string_view text =
        "head\n--a\nContent-Type: x\n\n1\n--b\n2\n --a--\nend\n";
    CHECK(cuts(text, "head"));
    CHECK(cuts(text, "Content-Type: x\n\n1"));
    CHECK(cuts(text, "2"));
    CHECK(cuts(text, "end\n"));
    CHECK(cuts(text, text));
}

TEST(a_boundary_on_its_own)
{
    const std::string_view text = "--a\nContent-Type: x\n\n1\n--b\n2\n--a--\n";
    CHECK(cuts(text, "Content-Type: x\n\n1\n--b\n2"));
}

TEST(headers_without_a_delimiter)
{
    const std::string_view text = "word\nX: y\nContent-Type: x\n\n1\n--a\n2";
    CHECK(cuts(text, "X: y\nContent-Type: x\n\n1"));
}

TEST(a_delimiter_in_a_header)
{
    const std::string_view text = "--a\nContent-Type: x\n--b\n\n1\n--a--\n";
    CHECK(cuts(text, "Content-Type: x\n--b\n\n1"));
}

TEST(each_piece_once_and_not_too_many)
{
    CHECK_EQUAL(loose_segments("text\n", 1000).list.size(), 1U);
    CHECK(loose_segments("text\n", 1000).is_all);
    std::string text;
    for (int i = 0; i < 5000; ++i)
        text += "--a\nx\n";
    CHECK_EQUAL(loose_segments(text, 100).list.size(), 100U);
    CHECK(!loose_segments(text, 100).is_all);
}

TEST(fields_at_the_beginning_of_lines)
{
    CHECK_EQUAL(
        scan_lines("Content-Type: a/b\n\ncontent-disposition: x\n").fields.size(), 2U);
    CHECK_EQUAL(scan_lines(" Content-Type: a/b\n").fields.size(), 1U);
    // The list of names in a signature.
    CHECK_EQUAL(scan_lines("h=From:\n Content-Type:Content-Transfer-Encoding:To;\n")
                    .fields.size(),
                0U);
    CHECK_EQUAL(scan_lines("the Content-Type: a/b\nContents\n").fields.size(), 0U);
}

TEST(lines_behind_bare_returns)
{
    CHECK(scan_lines("text\r--b\n").inner_lines);
    CHECK(scan_lines("X: y\rContent-Type: a/b\n").inner_lines);
    CHECK(!scan_lines("text\rtext\r\n--b\r\n").inner_lines);
}

TEST(files_in_text)
{
    CHECK_EQUAL(scan_lines("a\nbegin 644 x\n=ybegin line\nbegins\n").files.size(), 2U);
}
