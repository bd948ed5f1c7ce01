// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// xtext (RFC 3461 4): how DSN and XFORWARD parameters carry arbitrary bytes. Pure.
#ifndef CHAINMAIL_MAIL_XTEXT_H
#define CHAINMAIL_MAIL_XTEXT_H

#include <string>
#include <string_view>

namespace chainmail::mail {

/// "+" stands only before two upper-case hexadecimal digits, "=" does not occur, all
/// else is printable ASCII. Bytes above 7F pass: RFC 6533 allows them with SMTPUTF8.
bool is_xtext(std::string_view s);

/// Bytes written so that is_xtext() holds.
std::string encode_xtext(std::string_view bytes);

/// A "+" that does not begin "+XX" stands for itself, as old clients send it.
std::string decode_xtext(std::string_view s);

} // namespace chainmail::mail

#endif
