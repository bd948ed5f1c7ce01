// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Giving up what a program does not need, before it reads the first byte of mail:
// no_new_privs, rlimits, Landlock (file names), seccomp (system calls), another user.
// What the kernel lacks is skipped by name; everything works unprivileged too.
#ifndef CHAINMAIL_OS_CONFINE_H
#define CHAINMAIL_OS_CONFINE_H

#include "base/result.h"
#include "os/syscalls.h"

#include <string>
#include <vector>

namespace chainmail::os {

struct Confinement {
    /// Directories (or files) that may still be opened by name; none otherwise.
    std::vector<std::string> readable;
    std::vector<std::string> writable;
    bool connects = false;     ///< may make sockets and connect
    unsigned descriptors = 64; ///< open at a time
    bool forks = false;        ///< may start processes and exec (smtp-in CHAIN...)
    /// May run programs of this machine, and connect: these and it read and execute
    /// what their user can, and write in `writable` and /dev/null only.
    bool runs_programs = false;
    /// Changes to this user and group when the process is root; "" stays.
    std::string user, group;
    /// Preferred to `user`, with its own groups, where this machine has such a user and
    /// it can write all of `writable`.
    std::string own_user;
};

/// What there is to say about it in the log.
struct Confined {
    std::string user; ///< "runs as amavis: no user chainmail-policy"; "" no change
    std::vector<std::string> missing; ///< "landlock: not in this kernel"
    std::string build; ///< what this build gives up less; "" as users have it
};

/// Done once. A failure of what the kernel does have is an error.
Result<Confined> confine(const Confinement& confinement, Role role);

/// For the workers of a resident, to be made before it confines itself: what gives up
/// what only the resident needed: fork and descriptor passing.
Result<CallFilter> make_worker_filter(const Confinement& confinement);

} // namespace chainmail::os

#endif
