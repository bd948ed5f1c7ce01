// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A header as it stands in the mail, to be changed and written again.
#ifndef CHAINMAIL_SPAM_SCORE_HEADER_LINES_H
#define CHAINMAIL_SPAM_SCORE_HEADER_LINES_H

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

struct HeaderLines {
    std::vector<std::string> fields; ///< with folds and the line end
    std::string separator;           ///< the empty line behind, "" without
};

/// `header` has "\n" line ends.
HeaderLines split_header(std::string_view header);

std::string without_crlf(std::string_view text);

/// Whether `field` is called so, in any case.
bool is_field(std::string_view field, std::string_view name);

/// The value of the last field called so, with folds and line end, without the blank in
/// front.
std::optional<std::string> last_value(const std::vector<std::string>& fields,
                                      std::string_view name);

} // namespace chainmail::spam_score

#endif
