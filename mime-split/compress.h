// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Files of compress(1), ".Z": LZW with codes of 9 to 16 bits.
#ifndef CHAINMAIL_MIME_SPLIT_COMPRESS_H
#define CHAINMAIL_MIME_SPLIT_COMPRESS_H

#include "members.h"

#include <string>
#include <string_view>

namespace chainmail::mime_split {

/// Gives the one member of `content`, called `name`.
Opened open_compress(std::string_view content, std::string_view name, Members& members);

} // namespace chainmail::mime_split

#endif
