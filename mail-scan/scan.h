// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#ifndef CHAINMAIL_MAIL_SCAN_SCAN_H
#define CHAINMAIL_MAIL_SCAN_SCAN_H

#include "options.h"

namespace chainmail::mail_scan {

/// Looks at everything named, one line a message on standard output. Returns the exit
/// status: 0 nothing found, 1 something found, 2 nothing found but not all looked at.
/// An Error: standard output cannot be written.
Result<int> scan(const Options& options);

} // namespace chainmail::mail_scan

#endif
