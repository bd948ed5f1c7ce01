// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Where the engine unpacks. It makes and removes a directory for each thing that it
// scans, which a file system in memory does in a fraction of a disk's time.
#ifndef CHAINMAIL_VIRUS_CHECK_UNPACKING_H
#define CHAINMAIL_VIRUS_CHECK_UNPACKING_H

#include "base/result.h"
#include "config/settings.h"

#include <cstdint>
#include <string>

namespace chainmail::virus_check {

/// A directory of our own below `$virus_check_tempbase`, made if need be. When that is
/// not set: in shared memory, if there is room for `$max_servers` times `needed` bytes
/// (0: there never is) and $TEMPBASE is not in memory itself; else below $TEMPBASE or
/// $TMPDIR.
Result<std::string> make_unpacking_place(const config::Settings& settings,
                                         std::uint64_t needed,
                                         const std::string& shared_memory = "/dev/shm");

} // namespace chainmail::virus_check

#endif
