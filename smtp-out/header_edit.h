// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The header section of a copy: the message's own fields without those that are to go,
// new ones on top. Pure.
#ifndef CHAINMAIL_SMTP_OUT_HEADER_EDIT_H
#define CHAINMAIL_SMTP_OUT_HEADER_EDIT_H

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chainmail::smtp_out {

/// A message on descriptor 3, taken apart. The header section has no empty line and
/// ends in LF, or is empty. Views into the mapping.
struct Content {
    std::string_view header;
    std::string_view body;
};
Content split_content(std::string_view message, std::size_t header_length);

struct HeaderEdits {
    std::set<std::string> deleted; ///< names, lower case
    /// By name in lower case and number among those of this name, from 1: the whole
    /// field to put in its place, or "" for none.
    std::map<std::pair<std::string, std::size_t>, std::string> replaced;
    std::vector<std::string> inserted; ///< whole fields, LF between folded lines
    bool keep_blank_folds = false;     ///< lines of white space are not taken away
    bool keep_long_lines = false;
};

/// What had to be repaired in the message's own fields.
struct HeaderRepairs {
    std::size_t removed_crs = 0;     ///< lines that had a CR
    std::size_t unfolded_blanks = 0; ///< lines of white space only, joined to the line
                                     ///< before: a server could take them for the end
                                     ///< of the header
    std::size_t cut_lines = 0;       ///< lines of more than 998 bytes
};

/// The new header section with LF line ends, without the empty line.
std::string
edit_header(std::string_view header, const HeaderEdits& edits, HeaderRepairs& repairs);

/// The fields named Received.
std::size_t count_hops(std::string_view header);

} // namespace chainmail::smtp_out

#endif
