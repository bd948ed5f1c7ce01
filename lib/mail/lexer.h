// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The lexical grain of structured header fields (RFC 5322 3.2): comments, quoted
// strings. Each function takes what it reads off the front of `s`. For the shelf's own
// use.
#ifndef CHAINMAIL_MAIL_LEXER_H
#define CHAINMAIL_MAIL_LEXER_H

#include <string>
#include <string_view>

namespace chainmail::mail {

/// `s` begins with "(": the comment with those nested in it. One that is not closed
/// takes all the rest, so that a value is read in one pass.
void skip_comment(std::string_view& s);

/// White space and comments.
void skip_cfws(std::string_view& s);

/// `s` begins with a quote: the content without quotes and backslashes. A string that
/// is not closed takes all the rest.
std::string take_quoted_string(std::string_view& s);

/// `s` with its comments taken out and nothing put in their place. An opening
/// parenthesis without a closing one stays, as do those in quotes.
std::string without_comments(std::string_view s);

} // namespace chainmail::mail

#endif
