// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Which system calls a confined program keeps (seccomp). All others fail with EPERM:
// libraries try things they can do without.
#ifndef CHAINMAIL_OS_SYSCALLS_H
#define CHAINMAIL_OS_SYSCALLS_H

#include "base/result.h"

#include <string>

namespace chainmail::os {

enum class Role {
    worker,   ///< serves one connection on the descriptors it has; from a shell as well
    service,  ///< a resident that serves all itself: is passed descriptors
    resident, ///< forks workers, and they confine themselves once more
};

struct Rights {
    bool files = false;     ///< calls that take file names; Landlock says which names
    bool libraries = false; ///< may load code: without, no new memory is executable
    bool connects = false;  ///< socket, connect and what a client needs
    Role role = Role::worker;
};

/// The filter as the kernel takes it. Making one costs a millisecond, loading it some
/// microseconds. Empty: the kernel has no seccomp filters.
using CallFilter = std::string;

Result<CallFilter> make_call_filter(const Rights& rights);

/// For a program that starts others, which inherit it: all calls but those that no
/// program of a chain has a use for, on other processes and on the system as a whole.
Result<CallFilter> make_starter_filter();

/// From here on only the filter's calls work, besides those of filters loaded before.
Status load_call_filter(const CallFilter& filter);

} // namespace chainmail::os

#endif
