// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// SMTP replies as they go over the wire (RFC 5321 4.2, RFC 2034). Pure.
#ifndef CHAINMAIL_SMTP_IN_REPLY_TEXT_H
#define CHAINMAIL_SMTP_IN_REPLY_TEXT_H

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::smtp_in {

/// What smtp-in says by itself, where nothing has to be filled in.
namespace say {
inline constexpr std::string_view data = "354 End data with <CR><LF>.<CR><LF>";
inline constexpr std::string_view bad_syntax = "500 5.5.2 Error: bad syntax";
inline constexpr std::string_view long_line = "500 5.5.2 Error: line too long";
inline constexpr std::string_view closing =
    "421 4.3.2 Service shutting down, closing channel";
inline constexpr std::string_view timed_out =
    "421 4.3.2 Service shutting down, timed out waiting for the client";
} // namespace say

/// One reply, with its line ends. `text` begins with the three digits and a blank. A
/// line has at most 510 octets before its CR LF; a longer text goes on in further lines
/// that repeat the code and the enhanced code. Control bytes become "?".
std::string format_reply(std::string_view text);

/// A reply of several lines (EHLO, HELP): the code is put before each of them.
std::string format_lines(std::string_view code, const std::vector<std::string>& lines);

} // namespace chainmail::smtp_in

#endif
