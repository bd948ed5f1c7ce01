// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The date-time of a header field (RFC 5322 3.3).
#ifndef CHAINMAIL_MAIL_DATE_H
#define CHAINMAIL_MAIL_DATE_H

#include <cstdint>
#include <string>

namespace chainmail::mail {

/// "Tue, 1 Jul 2003 10:52:37 +0200" for `unix_seconds`, in the local time zone. The
/// zone is a file: a process that will be confined calls tzset(3) before.
std::string date_time(std::int64_t unix_seconds);

} // namespace chainmail::mail

#endif
