// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Whether a configuration file can be trusted: who can write it can make root's
// programs do what it says.
#ifndef CHAINMAIL_CONFIG_SAFETY_H
#define CHAINMAIL_CONFIG_SAFETY_H

#include "base/result.h"

#include <string>
#include <sys/stat.h>
#include <vector>

namespace chainmail::config {

/// For errno `reason` of a file or directory. A path that is wrong stays wrong; other
/// refusals may pass.
Error cannot_read(const std::string& path, int reason);

/// Nobody but the owner and the group may write it; for root, the owner has to be root.
/// `about` is what stat(2) says of `file`.
Status check_writers(const std::string& file, const struct stat& about, bool as_root);

/// For root: `user`, under whom the programs run, may not write any of `files` as a
/// member of its group. An unknown user can write nothing.
Status check_user_cannot_write(const std::vector<std::string>& files,
                               const std::string& user);

/// The content of a regular file that passes check_writers().
Result<std::string> read_configuration(const std::string& file);

} // namespace chainmail::config

#endif
