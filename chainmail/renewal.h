// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// New virus signatures replace the resident that holds them, and nothing else.
#ifndef CHAINMAIL_CHAINMAIL_RENEWAL_H
#define CHAINMAIL_CHAINMAIL_RENEWAL_H

#include "config/settings.h"

#include <cstdint>
#include <string>
#include <sys/types.h>

namespace chainmail::supervisor {

/// Notices that the files of a directory were exchanged, as freshclam(1) does by
/// renaming, and that they have come to rest.
class DirectoryWatch {
public:
    explicit DirectoryWatch(std::string directory);
    /// True once for each change that is at least 3 seconds old. Looks every 5 seconds.
    bool changed(std::uint64_t now_ms);

private:
    std::int64_t newest_change() const;

    std::string directory_;
    std::int64_t known_ = 0;
    std::uint64_t next_look_ms_ = 0;
};

/// `$virus_reload`: 'beside' loads the new signatures before the old ones go,
/// 'in_place' after that. Undef: beside when the machine has twice the memory free that
/// resident `pid` takes.
bool renew_beside(const config::Settings& settings, pid_t pid);

} // namespace chainmail::supervisor

#endif
