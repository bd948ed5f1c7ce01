// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Texts as header fields: folded, and other than ASCII encoded.
#ifndef CHAINMAIL_SPAM_SCORE_FIELD_MARKUP_H
#define CHAINMAIL_SPAM_SCORE_FIELD_MARKUP_H

#include <string>
#include <string_view>

namespace chainmail::spam_score {

/// What stands behind "X-Spam-NAME: ". Lines of `text` become folded lines of their
/// own; a single line is folded where it is too long. Without `fold` all is one line.
std::string fold_field(std::string_view name, std::string_view text, bool fold);

/// Each line's words between the first and the last that are not ASCII as one encoded
/// word (RFC 2047), Q or B, whichever is shorter.
std::string encode_field(std::string_view text);

} // namespace chainmail::spam_score

#endif
