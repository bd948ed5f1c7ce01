// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Which system calls a confined program keeps (seccomp). All others fail with EPERM:
// libraries try things they can do without.
#ifndef CHAINMAIL_OS_SYSCALLS_H
#define CHAINMAIL_OS_SYSCALLS_H

#include "base/result.h"

namespace chainmail::os {

struct Rights {
    bool files = false;    ///< calls that take file names; Landlock says which names
    bool connects = false; ///< socket, connect and what a client needs
    bool resident = false; ///< fork, descriptor passing, and confining once more
};

/// False: the kernel has no seccomp filters.
Result<bool> restrict_calls(const Rights& rights);

} // namespace chainmail::os

#endif
