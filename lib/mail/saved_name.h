// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The name that a file has once it is saved: not all that a mail says of it stays.
#ifndef CHAINMAIL_MAIL_SAVED_NAME_H
#define CHAINMAIL_MAIL_SAVED_NAME_H

#include <string>
#include <string_view>

namespace chainmail::mail {

/// `name` in UTF-8 without characters that are not seen (Unicode's category Cf: marks
/// of direction, joiners, soft hyphens), as mail programs drop them, and without blanks
/// and full stops at its end, which Windows drops. May be empty.
std::string saved_name(std::string_view name);

} // namespace chainmail::mail

#endif
