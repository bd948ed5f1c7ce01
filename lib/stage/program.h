// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The skeleton of every program of the chain. A program says what it is by implementing
// Program (or Filter, filter.h); run() gives it its two ways to be born:
//   from a shell: it hands its descriptors to its resident where there is one; else it
//     reads the configuration itself, loads, confines itself, serves 0/1
//   as a resident: the supervisor hands it settings; it loads, confines itself, says
//     ready, and forks a worker for each connection. Both serve by the same serve().
#ifndef CHAINMAIL_STAGE_PROGRAM_H
#define CHAINMAIL_STAGE_PROGRAM_H

#include "base/result.h"
#include "config/settings.h"
#include "os/confine.h"
#include "stage/slot.h"

#include <string>
#include <vector>

namespace chainmail::stage {

/// One connection of one chain. The descriptors have the numbers of
/// chainmail-record(5).
struct Connection {
    Slot* slot = nullptr; ///< never null while serving; a private one outside a chain
    std::uint32_t number = 0; ///< of the connection, counted by the supervisor
    bool in_chain = false;    ///< the supervisor made this connection
};

class Program {
public:
    virtual ~Program() = default;

    /// The program's name, as its folder.
    virtual std::string name() const = 0;

    /// The settings it reads, with sigil: "$max_servers". It is given no others.
    virtual std::vector<std::string> settings() const = 0;

    /// Reads all it needs, before confinement and before the first byte of mail.
    /// Returns what to say at ready ("1 signature"), or "".
    virtual Result<std::string> load(const config::Settings& settings) = 0;

    /// Outside of a supervisor's chain, after load(): gets what a chain would have
    /// given it. `directory` is -c, "" when that was not given.
    virtual Status prepare_alone(const std::string& directory);

    /// What it must still be able to do after load().
    virtual os::Confinement confinement() const = 0;

    /// Started by exec, it may let its resident do the work; asked once the options are
    /// read. False: this one has something to do that a resident cannot.
    virtual bool can_be_guest() const { return true; }

    /// One connection, to its end. An error is logged and becomes the exit status.
    virtual Status serve(Connection& connection) = 0;
};

/// The whole of main(): options, birth, exit status. `synopsis` is shown by --help.
int run(Program& program, int argc, char** argv, const char* synopsis);

} // namespace chainmail::stage

#endif
