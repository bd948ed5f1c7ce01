// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A verdict as a line. Pure.
#ifndef CHAINMAIL_MAIL_SCAN_REPORT_H
#define CHAINMAIL_MAIL_SCAN_REPORT_H

#include "options.h"
#include "verdict.h"

#include <string>
#include <string_view>

namespace chainmail::mail_scan {

/// With its line end; mail-scan(1) describes the three forms. Bytes of `path` that
/// would break a line, or a TAB-separated field, are written as \xHH.
std::string line_of(Form form, std::string_view path, const Verdict& verdict);

} // namespace chainmail::mail_scan

#endif
