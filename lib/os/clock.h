// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Time, and dying when it is over.
#ifndef CHAINMAIL_OS_CLOCK_H
#define CHAINMAIL_OS_CLOCK_H

#include <cstdint>

namespace chainmail::os {

std::uint64_t monotonic_ms();
std::uint64_t unix_ms();
/// What this process has used of processors, in user and system mode.
std::uint64_t processor_ms();

/// Lets SIGALRM end this process when CLOCK_MONOTONIC reaches `deadline_ms`; 0 takes an
/// earlier deadline back. False when that moment is already past: nothing is armed
/// then.
bool die_at(std::uint64_t deadline_ms);

} // namespace chainmail::os

#endif
