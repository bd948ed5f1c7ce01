// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Archives and compressed files, read by libarchive.
#ifndef CHAINMAIL_MIME_SPLIT_ARCHIVE_H
#define CHAINMAIL_MIME_SPLIT_ARCHIVE_H

#include "members.h"
#include "types.h"

#include <string>
#include <string_view>

namespace chainmail::mime_split {

/// Whether open_archive() is for this format.
bool is_archive(Format format);

/// Gives the members of `content`, in the order in which they are stored. `name` is
/// what the only member of a compressed file is called. Nothing is kept in memory but
/// what the format needs to be read (a dictionary); no file is opened and no program
/// started.
Opened open_archive(std::string_view content,
                    Format format,
                    std::string_view name,
                    Members& members);

/// Names of members are decoded by the locale: to be called before confinement. Without
/// it names in UTF-16 (7z, Joliet) that are not ASCII are lost.
void prepare_archives();

} // namespace chainmail::mime_split

#endif
