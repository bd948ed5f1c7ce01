// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Whether this build watches its own memory (make check-asan). Never for mail of
// others: what the sanitizers need is not refused then.
#ifndef CHAINMAIL_OS_SANITIZED_H
#define CHAINMAIL_OS_SANITIZED_H

namespace chainmail::os {

#ifdef __SANITIZE_ADDRESS__
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

} // namespace chainmail::os

#endif
