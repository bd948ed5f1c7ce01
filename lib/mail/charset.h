// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Text of the charsets of mail becomes UTF-8.
#ifndef CHAINMAIL_MAIL_CHARSET_H
#define CHAINMAIL_MAIL_CHARSET_H

#include <cstdint>
#include <string>
#include <string_view>

namespace chainmail::mail {

/// Well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool is_utf8(std::string_view bytes);

/// The length of the well-formed character at the start of `bytes`, 0 when there is
/// none.
std::size_t utf8_length(std::string_view bytes);

void append_utf8(std::string& to, std::uint32_t code_point);

/// `bytes` in `charset` (any case) as UTF-8. Never fails: what the charset does not
/// allow becomes U+FFFD. With a charset that is unknown, or US-ASCII with 8-bit bytes,
/// text that is UTF-8 already is kept and other text is read as windows-1252; so is
/// ISO-8859-1, as every client does. UTF-8, ISO-8859-1 and -15, windows-1252 and UTF-16
/// are known here, the other charsets seen in mail are asked from iconv(3).
std::string to_utf8(std::string_view bytes, std::string_view charset);

/// The same for a charset of iconv(3), but what it does not allow is written as "\xE9",
/// one for each byte.
std::string to_utf8_spelled(std::string_view bytes, std::string_view charset);

/// Whether to_utf8 has a reading of its own for the charset.
bool is_known_charset(std::string_view charset);

/// Opens the converters of iconv(3) and keeps them: a confined process can load none
/// any more. Call it once, before confinement.
void warm_charsets();

} // namespace chainmail::mail

#endif
