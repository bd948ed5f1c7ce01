// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Bytes that nobody can guess.
#ifndef CHAINMAIL_OS_RANDOM_H
#define CHAINMAIL_OS_RANDOM_H

#include "base/result.h"

#include <cstddef>
#include <string>

namespace chainmail::os {

/// `count` bytes, at most 256, of the kernel's generator (getrandom(2)); waits until
/// that is seeded. No default stands in for them: an error is to be passed on.
Result<std::string> random_bytes(std::size_t count);

} // namespace chainmail::os

#endif
