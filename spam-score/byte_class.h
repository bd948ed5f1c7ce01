// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Which bytes "[...]" and "\X" of a regular expression stand for, in the meaning of
// lib/pattern: ASCII classes, the cases of ASCII and Latin-1.
#ifndef CHAINMAIL_SPAM_SCORE_BYTE_CLASS_H
#define CHAINMAIL_SPAM_SCORE_BYTE_CLASS_H

#include "pattern_tree.h"

#include <optional>
#include <string_view>

namespace chainmail::spam_score {

/// The same with the other case of each letter.
ByteSet with_other_case(const ByteSet& bytes);

/// `rest` begins behind a backslash; what is read is taken off. Nothing for escapes
/// that stand for no byte or are not understood.
std::optional<ByteSet> take_escaped_bytes(std::string_view& rest);

/// `rest` begins behind "["; taken off up to and with its "]".
std::optional<ByteSet> take_byte_class(std::string_view& rest, bool ignore_case);

} // namespace chainmail::spam_score

#endif
