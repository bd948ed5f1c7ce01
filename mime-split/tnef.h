// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// "winmail.dat": the attachments of a mail as Outlook packs them ([MS-OXTNEF]).
#ifndef CHAINMAIL_MIME_SPLIT_TNEF_H
#define CHAINMAIL_MIME_SPLIT_TNEF_H

#include "members.h"

#include <string_view>

namespace chainmail::mime_split {

/// Gives the attachments, and the text of the message where it is plain or HTML. Time
/// is linear in the size of `content`.
Opened open_tnef(std::string_view content, Members& members);

} // namespace chainmail::mime_split

#endif
