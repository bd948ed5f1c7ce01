// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// How a text is written into a part of a message: its charset and its encoding. Pure.
#ifndef CHAINMAIL_SMTP_OUT_SPELLING_H
#define CHAINMAIL_SMTP_OUT_SPELLING_H

#include <optional>
#include <string>
#include <string_view>

namespace chainmail::smtp_out {

/// `utf8` in `charset` ("" is US-ASCII); nothing when the charset lacks a character, is
/// not one that has ASCII as it is, or writes others with more than a byte each.
std::optional<std::string> in_charset(std::string_view utf8, std::string_view charset);

/// The same for a part of HTML: what is not ASCII becomes a numeric reference.
std::string in_ascii_html(std::string_view utf8);

/// Plain text as HTML shows it.
std::string escape_html(std::string_view text);

/// RFC 2045 6.7, LF line ends, lines of at most 76 characters.
std::string in_quoted_printable(std::string_view text);

/// RFC 2045 6.8, lines of 76 characters, each with its line end.
std::string in_base64(std::string_view bytes);

} // namespace chainmail::smtp_out

#endif
