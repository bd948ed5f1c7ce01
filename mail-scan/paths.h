// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Which files there are to look at.
#ifndef CHAINMAIL_MAIL_SCAN_PATHS_H
#define CHAINMAIL_MAIL_SCAN_PATHS_H

#include "base/result.h"

#include <string>
#include <vector>

namespace chainmail::mail_scan {

struct Path {
    std::string name;
    std::string error; ///< why it cannot be looked at, "" when it can
};

/// All regular files at or below `names`, each directory in the order of its names; of
/// a Maildir (a directory with "cur", "new" and "tmp") those in cur and new.
/// Directories nested deeper than 64 are an error of theirs. "-", and what is named and
/// is no directory, stays as it is.
std::vector<Path> find_paths(const std::vector<std::string>& names);

} // namespace chainmail::mail_scan

#endif
