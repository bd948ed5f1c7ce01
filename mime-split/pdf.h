// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Files that are attached to PDF documents (ISO 32000-1, 7.11.4).
#ifndef CHAINMAIL_MIME_SPLIT_PDF_H
#define CHAINMAIL_MIME_SPLIT_PDF_H

#include "members.h"

#include <string_view>

namespace chainmail::mime_split {

/// Gives the embedded files, with their names where a file specification names them.
/// Those under a filter we do not know, or encrypted, are marked.
Opened open_pdf(std::string_view content, Members& members);

} // namespace chainmail::mime_split

#endif
