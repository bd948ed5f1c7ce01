// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Scanners that are programs.
#ifndef CHAINMAIL_VIRUS_ASK_COMMAND_H
#define CHAINMAIL_VIRUS_ASK_COMMAND_H

#include "reply.h"

#include <cstdint>
#include <string>
#include <vector>

namespace chainmail::virus_ask {

/// Runs `words` in `directory`, in a process group of its own, and reads what it says
/// on 1 and 2. At `until_ms` (CLOCK_MONOTONIC) the group is killed: no answer. The
/// working directory of this process is another one afterwards.
Reply run_command(const std::vector<std::string>& words,
                  const std::string& directory,
                  std::uint64_t until_ms);

} // namespace chainmail::virus_ask

#endif
