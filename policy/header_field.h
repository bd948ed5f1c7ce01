// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Header fields as text, folded (RFC 5322 2.2.3): line ends are LF, continuation lines
// begin with one blank, there is no line end after the last line.
#ifndef CHAINMAIL_POLICY_HEADER_FIELD_H
#define CHAINMAIL_POLICY_HEADER_FIELD_H

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::policy {

/// Lines are not made longer than this where there is a choice.
constexpr std::size_t wanted_line = 78;

/// RFC 5322 3.6.8: printable ASCII without colon, at least one.
bool is_field_name(std::string_view name);

/// "NAME: WORD WORD", folded where it has blanks; control bytes become "?".
std::string field(std::string_view name, std::string_view value);

/// "NAME: PIECE PIECE", folded between the pieces only. Blanks inside a piece stay; of
/// one that no line can hold the beginning is kept.
std::string field_of_pieces(std::string_view name,
                            const std::vector<std::string>& pieces);

/// `text` where it may stand in a field of ours: a byte that is not visible ASCII
/// becomes "?", at most `limit` bytes are kept.
std::string visible(std::string_view text, std::size_t limit);

} // namespace chainmail::policy

#endif
