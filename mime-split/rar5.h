// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What libarchive does not tell of RAR 5.0 archives (RAR 5.0 archive format,
// rarlab.com).
#ifndef CHAINMAIL_MIME_SPLIT_RAR5_H
#define CHAINMAIL_MIME_SPLIT_RAR5_H

#include <set>
#include <string>
#include <string_view>

namespace chainmail::mime_split {

/// The names of members whose content is encrypted.
std::set<std::string> encrypted_in_rar5(std::string_view content);

} // namespace chainmail::mime_split

#endif
