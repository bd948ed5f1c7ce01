// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Transfer encodings and charsets as SpamAssassin reads them. It differs from lib/mail
// where that shows in what rules match: base64 with a "=" in the middle, soft line
// breaks, and text that is UTF-8 whatever it is declared to be.
#ifndef CHAINMAIL_SPAM_SCORE_DECODE_H
#define CHAINMAIL_SPAM_SCORE_DECODE_H

#include "characters.h"

#include <string>
#include <string_view>

namespace chainmail::spam_score {

/// Bytes outside the alphabet are passed over. A "=" with something behind it counts as
/// six bits: zeros, but ones when there were such bytes or the last group is not whole.
std::string decode_base64(std::string_view encoded);

/// Blanks at line ends go first, then soft line breaks, then =XX of either case.
std::string decode_quoted_printable(std::string_view encoded);

/// Whether a declared charset is believed before UTF-8 is tried, and never given up.
enum class Declared { hint, binding };

/// `bytes` as characters. `charset` is what the message says, "us-ascii" when nothing.
/// Pure ASCII stays a string of bytes; everything else becomes characters.
Characters
to_characters(std::string_view bytes, std::string_view charset, Declared declared);

/// A header field's value: folds become a blank, encoded words (RFC 2047) become UTF-8,
/// other 8-bit text is UTF-8 or guessed. `key` is the field's name in lower case; some
/// fields have no encoded words.
std::string decode_field(std::string_view value, std::string_view key);

} // namespace chainmail::spam_score

#endif
