// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// From the words of file(1) to amavisd's short types.
#ifndef CHAINMAIL_MIME_SPLIT_SHORT_TYPES_H
#define CHAINMAIL_MIME_SPLIT_SHORT_TYPES_H

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::mime_split {

/// "PE32 executable (GUI) ..., for MS Windows" gives "exe" and "exe-ms". What has no
/// type of its own is "dat".
std::vector<std::string> short_types(std::string_view description);

} // namespace chainmail::mime_split

#endif
