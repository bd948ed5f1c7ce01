// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A program started by exec lets its resident do the work: no rules and signatures are
// loaded. See guest_messages.h.
#ifndef CHAINMAIL_STAGE_GUEST_H
#define CHAINMAIL_STAGE_GUEST_H

#include "base/result.h"

#include <optional>
#include <string>
#include <vector>

namespace chainmail::stage {

struct Visit {
    std::string door;         ///< name of the socket in the run directory
    std::string directory;    ///< -c, "" when it was not given
    std::vector<int> fds;     ///< to hand over: closed here once a worker has them
    std::vector<int> targets; ///< the numbers they get there
};

/// Descriptors 0 to 8 as far as they are open, under their own numbers.
Visit visit_with_all(std::string door, std::string directory);

/// Waits for the end of the worker and gives its exit status; when a signal ended it,
/// the same signal ends this process. SIGTERM, SIGINT and SIGHUP are passed on to it.
/// Nothing: there is no resident to be had, so work alone; why is logged, unless there
/// is simply no socket. An Error: the supervisor died under the worker.
Result<std::optional<int>> be_guest(const Visit& visit);

} // namespace chainmail::stage

#endif
