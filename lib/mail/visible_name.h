// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The name of a file as its reader sees it.
#ifndef CHAINMAIL_MAIL_VISIBLE_NAME_H
#define CHAINMAIL_MAIL_VISIBLE_NAME_H

#include <string>
#include <string_view>

namespace chainmail::mail {

/// `name` in UTF-8 without characters that are not seen (Unicode's category Cf: marks
/// of direction, joiners, soft hyphens), which mail programs drop. May be empty.
std::string visible_name(std::string_view name);

} // namespace chainmail::mail

#endif
