// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A message cut at its delimiter lines, whatever boundaries are declared: readers that
// take another boundary, nest in another way, or give up on MIME at one place and go on
// at the next, all see pieces between such lines.
#ifndef CHAINMAIL_MAIL_SEGMENTS_H
#define CHAINMAIL_MAIL_SEGMENTS_H

#include <cstddef>
#include <string_view>
#include <vector>

namespace chainmail::mail {

struct Segment {
    std::size_t offset = 0; ///< behind a delimiter line, or the start of the text
    std::size_t length = 0; ///< up to the line end before the next one
};

/// Boundaries that are followed on their own, so that lines of others (which may be
/// there to disturb) belong to the content.
constexpr std::size_t max_followed = 8;

/// The pieces between all lines that begin with "--" (perhaps behind blanks), and
/// between those that do not stand in a header; those between the lines of each
/// boundary that stands before a header; those that begin with what looks like a
/// header; and the whole. Each piece once.
struct Segments {
    std::vector<Segment> list;
    bool is_all = true; ///< false: of `limit` pieces, or of 20,000 lines only
};
Segments loose_segments(std::string_view text, std::size_t limit);

} // namespace chainmail::mail

#endif
