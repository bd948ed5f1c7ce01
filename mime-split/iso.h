// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Images of CD-ROMs: ISO 9660 (ECMA-119), with the names of Joliet where there are
// some.
#ifndef CHAINMAIL_MIME_SPLIT_ISO_H
#define CHAINMAIL_MIME_SPLIT_ISO_H

#include "members.h"

#include <string_view>

namespace chainmail::mime_split {

/// Gives the files of all trees of directories in the image, each place on the disc
/// once under the longest of its names. Time is linear in the size of the image.
Opened open_iso(std::string_view image, Members& members);

} // namespace chainmail::mime_split

#endif
