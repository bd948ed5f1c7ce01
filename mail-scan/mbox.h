// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Messages out of the bytes of a file. Pure; views into what is given.
#ifndef CHAINMAIL_MAIL_SCAN_MBOX_H
#define CHAINMAIL_MAIL_SCAN_MBOX_H

#include <string_view>

namespace chainmail::mail_scan {

/// "From SENDER ... HH:MM...", the line that begins a message in an mbox file.
bool is_mbox_line(std::string_view line);

/// Takes the next message off the beginning of `rest`: up to an mbox line behind an
/// empty line, if the file begins with such a line; else all of it. The mbox line stays
/// with its message. `rest` must not be empty.
std::string_view take_message(std::string_view& rest);

} // namespace chainmail::mail_scan

#endif
