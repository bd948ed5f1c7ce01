// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What stands at the beginning of the lines of a message, in one pass: the signs that
// some reader may find parts where the MIME structure has none.
#ifndef CHAINMAIL_MAIL_LINE_SCAN_H
#define CHAINMAIL_MAIL_LINE_SCAN_H

#include <cstddef>
#include <string_view>
#include <vector>

namespace chainmail::mail {

struct LineScan {
    std::vector<std::size_t>
        fields;                     ///< where lines are Content fields, indented or not
    std::vector<std::size_t> files; ///< where a file without MIME may begin
    bool inner_lines =
        false; ///< a bare CR stands before a field, a delimiter or a file
};

LineScan scan_lines(std::string_view text);

/// A delimiter and a Content field below it are the first lines of `text` that are not
/// blank: no text begins so.
bool begins_with_part(std::string_view text);

} // namespace chainmail::mail

#endif
