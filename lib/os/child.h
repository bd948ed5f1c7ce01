// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Starting processes.
#ifndef CHAINMAIL_OS_CHILD_H
#define CHAINMAIL_OS_CHILD_H

#include "base/result.h"

#include <span>
#include <string>
#include <sys/types.h>
#include <vector>

namespace chainmail::os {

/// fork() with the child's signals as a new program expects them: none blocked, all at
/// their default but SIGPIPE, which stays ignored.
Result<pid_t> fork_child();

/// In the child, descriptor `from` becomes number `to`.
struct Placed {
    int from;
    int to;
};

/// Starts a program in a process group of its own (a terminal's Ctrl-C is for the
/// parent alone) with exactly the given descriptors; 0 and 1 are /dev/null unless
/// given. It is killed when this process dies. Where this process is root it runs as
/// `user`; "" stays, and a name that does not exist ends it with 111.
Result<pid_t> start_program(const std::vector<std::string>& words,
                            std::span<const Placed> descriptors,
                            const std::string& user = "");

/// Where our programs are looked for: the folder of this one's executable, or
/// libexec/chainmail beside it where that is installed.
std::string program_folder();

/// "exit status 111", "signal 9 (Killed)": how a process ended, of waitpid(2).
std::string how_it_ended(int status);

} // namespace chainmail::os

#endif
