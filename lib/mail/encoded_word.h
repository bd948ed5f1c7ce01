// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The words of RFC 2047 become text.
#ifndef CHAINMAIL_MAIL_ENCODED_WORD_H
#define CHAINMAIL_MAIL_ENCODED_WORD_H

#include "mail/charset.h"

#include <string>
#include <string_view>

namespace chainmail::mail {

/// Text with its encoded words decoded to UTF-8: blanks between two words vanish, a
/// word that is not well-formed stays as it is. Neighbouring words of one charset are
/// joined before conversion, since senders cut characters in two. Words inside quotes
/// or next to other characters are decoded as well, as clients do. Bytes outside of
/// words that are not UTF-8 are read as windows-1252.
std::string decode_words(std::string_view text);

/// The same, but words in a charset that is not known stay as they are: for text that
/// goes on to somebody who may know it.
std::string decode_known_words(std::string_view text);

/// The "Q" encoding of RFC 2047 4.2, without "=?...?Q?" and "?=" around it: printable
/// ASCII stays, a blank is "_".
std::string q_encoded(std::string_view bytes);

} // namespace chainmail::mail

#endif
