// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The command line of chainmail(8).
#ifndef CHAINMAIL_CHAINMAIL_OPTIONS_H
#define CHAINMAIL_CHAINMAIL_OPTIONS_H

#include "base/result.h"

#include <string>
#include <vector>

namespace chainmail::supervisor {

struct Options {
    std::string directory;           ///< -c; "" is the usual places
    std::vector<std::string> listen; ///< --listen; empty is what the settings say
    int ready_fd = -1;               ///< --ready-fd
    bool alone = false;              ///< --alone
    bool check = false;
    bool help = false;
};

Result<Options> parse_options(int argc, char** argv);

} // namespace chainmail::supervisor

#endif
