// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Which system calls a confined program keeps (seccomp). All others fail with EPERM:
// libraries try things they can do without.
#ifndef CHAINMAIL_OS_SYSCALLS_H
#define CHAINMAIL_OS_SYSCALLS_H

#include "base/result.h"

#include <string>

namespace chainmail::os {

struct Rights {
    bool files = false;    ///< calls that take file names; Landlock says which names
    bool connects = false; ///< socket, connect and what a client needs
    bool resident = false; ///< fork, descriptor passing, and confining once more
};

/// The filter as the kernel takes it. Making one costs a millisecond, loading it some
/// microseconds. Empty: the kernel has no seccomp filters.
using CallFilter = std::string;

Result<CallFilter> make_call_filter(const Rights& rights);

/// From here on only the filter's calls work, besides those of filters loaded before.
Status load_call_filter(const CallFilter& filter);

} // namespace chainmail::os

#endif
