// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Reading the configuration for all programs, in a child with a time limit: the
// supervisor itself parses no more than the canonical form of a few settings.
#ifndef CHAINMAIL_CHAINMAIL_EVALUATE_H
#define CHAINMAIL_CHAINMAIL_EVALUATE_H

#include "base/result.h"
#include "config/settings.h"
#include "os/fd.h"

#include <string>
#include <vector>

namespace chainmail::supervisor {

/// One program of the chain and what it is to know.
struct ProgramPlan {
    std::string name;
    std::string path;
    bool resident = true; ///< false: a site's own program, started for each connection
    os::Fd settings;      ///< sealed memfd, canonical text; none for a site's own
};

struct Plan {
    config::Settings settings;         ///< the supervisor's own
    std::vector<ProgramPlan> programs; ///< smtp-in first, then the chain in order
};

/// The settings that the supervisor itself reads.
const std::vector<std::string>& own_settings();

/// `directory` "" is the usual places. The error is the reader's own, FILE:LINE:COLUMN.
Result<Plan> evaluate(const std::string& directory);

/// Where the program's own executable is: the folder all programs are looked for in.
std::string program_folder();

} // namespace chainmail::supervisor

#endif
