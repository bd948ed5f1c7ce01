// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Messages that lie in files: mail that was saved and attached, or packed into an
// archive, whatever type it is declared to be.
#ifndef CHAINMAIL_MIME_SPLIT_MAIL_IN_FILE_H
#define CHAINMAIL_MIME_SPLIT_MAIL_IN_FILE_H

#include "split.h"

#include <string_view>
#include <vector>

namespace chainmail::mime_split {

/// Whether a reader may open `content`, which is text, as mail: it begins with header
/// fields, and these or the name of `part` say so.
bool is_mail_in_file(std::string_view content, const Found& part);

/// The messages of `content`: itself, or those of a mailbox file ("From " lines, which
/// are not part of what is returned).
std::vector<std::string_view> messages_in(std::string_view content);

} // namespace chainmail::mime_split

#endif
