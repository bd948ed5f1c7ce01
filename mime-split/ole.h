// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What old Office documents, Outlook's saved messages and installers carry in compound
// files: embedded files, attachments, archives.
#ifndef CHAINMAIL_MIME_SPLIT_OLE_H
#define CHAINMAIL_MIME_SPLIT_OLE_H

#include "members.h"

#include <string_view>

namespace chainmail::mime_split {

/// Gives embedded files ([MS-OLEDS] 2.3.6), attachments of saved messages ([MS-OXMSG])
/// and each stream that begins as a file that can be opened or run. A document with a
/// password ([MS-OFFCRYPTO]) is marked.
Opened open_ole(std::string_view content, Members& members);

} // namespace chainmail::mime_split

#endif
