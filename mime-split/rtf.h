// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Objects embedded in RTF documents (Rich Text Format 1.9.1, "objdata";
// [MS-OLEDS] 2.2).
#ifndef CHAINMAIL_MIME_SPLIT_RTF_H
#define CHAINMAIL_MIME_SPLIT_RTF_H

#include "members.h"

#include <string_view>

namespace chainmail::mime_split {

/// Gives the content of each embedded object. Time is linear in the size of `content`.
Opened open_rtf(std::string_view content, Members& members);

} // namespace chainmail::mime_split

#endif
