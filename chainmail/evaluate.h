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

/// One program and what it is to know.
struct ProgramPlan {
    std::string name;
    std::string path;
    bool resident = true; ///< false: a site's own program, started for each connection
    bool stage = true;    ///< false: `lookup`, which stands beside the chain
    os::Fd settings;      ///< sealed memfd, canonical text; none for a site's own
};

struct Plan {
    config::Settings settings; ///< the supervisor's own
    /// smtp-in first, then the chain in order, then who is no stage.
    std::vector<ProgramPlan> programs;
};

/// The settings that the supervisor itself reads.
const std::vector<std::string>& own_settings();

/// `directory` "" is the usual places. The error is the reader's own, FILE:LINE:COLUMN.
/// The child writes each program's settings into their file, so that passwords never
/// come into the memory of this process. Warnings are logged.
Result<Plan> evaluate(const std::string& directory);
/// The same for one who shows the warnings otherwise.
Result<Plan> evaluate_silently(const std::string& directory);

} // namespace chainmail::supervisor

#endif
