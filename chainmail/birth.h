// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// How the supervisor was started: with sockets that somebody else opened, with one
// connection to serve, or with neither.
#ifndef CHAINMAIL_CHAINMAIL_BIRTH_H
#define CHAINMAIL_CHAINMAIL_BIRTH_H

#include "base/result.h"
#include "os/fd.h"

#include <optional>
#include <sys/types.h>
#include <vector>

namespace chainmail::supervisor {

struct Birth {
    std::vector<os::Fd> listening; ///< of systemd's Accept=no, or inetd's "wait"
    os::Fd connection;             ///< of Accept=yes, "nowait", UCSPI; -1: none
};

/// Looks at LISTEN_PID and LISTEN_FDS (sd_listen_fds(3)), which it removes from the
/// environment, and else at descriptor 0. What it takes is moved above the numbers of
/// chainmail-record(5); /dev/null takes the place of a socket on 0 and 1.
Result<Birth> find_birth();

/// How many descriptors from 3 on are handed over to process `self`; nothing when the
/// two variables (null: not set) are meant for another one. Pure.
std::optional<unsigned>
handed_over(const char* listen_pid, const char* listen_fds, pid_t self);

} // namespace chainmail::supervisor

#endif
