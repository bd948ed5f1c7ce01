// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Landlock (landlock(7)): which file names, TCP ports and processes outside a program
// can still reach, as far as the kernel's version of it goes.
#ifndef CHAINMAIL_OS_LANDLOCK_H
#define CHAINMAIL_OS_LANDLOCK_H

#include "base/result.h"
#include "os/confine.h"

namespace chainmail::os {

/// Leaves what `confinement` lists as readable and writable, and connecting where it
/// says so; no port to listen on and no signal to others. False: this kernel has no
/// Landlock.
Result<bool> restrict_reach(const Confinement& confinement);

} // namespace chainmail::os

#endif
