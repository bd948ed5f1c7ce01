// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Which reader opens a part, and in which order several are tried.
#ifndef CHAINMAIL_MIME_SPLIT_OPENERS_H
#define CHAINMAIL_MIME_SPLIT_OPENERS_H

#include "members.h"
#include "types.h"

#include <string>
#include <string_view>

namespace chainmail::mime_split {

/// Gives the members of `content`, if it has some. A file of any binary type may have
/// an archive in it or behind it: programs that extract themselves, and files that are
/// two things at once.
Opened open_container(std::string_view content,
                      const Type& type,
                      std::string_view name,
                      Members& members);

} // namespace chainmail::mime_split

#endif
