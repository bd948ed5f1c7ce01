// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The command line of mail-scan(1).
#ifndef CHAINMAIL_MAIL_SCAN_OPTIONS_H
#define CHAINMAIL_MAIL_SCAN_OPTIONS_H

#include "base/result.h"

#include <string>
#include <vector>

namespace chainmail::mail_scan {

enum class Form { words, tsv, json };

struct Options {
    Form form = Form::words;
    std::string directory; ///< -c; "" is the usual places
    bool alone = false;
    bool help = false;
    std::vector<std::string> paths; ///< "-" is standard input
};

Result<Options> parse_options(int argc, char** argv);

} // namespace chainmail::mail_scan

#endif
