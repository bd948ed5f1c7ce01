// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The logger child: reads "<PRIO>text" lines of all programs from one pipe and puts
// them where the settings say. Mail never waits for it: the pipe's writing end does not
// block.
#ifndef CHAINMAIL_CHAINMAIL_LOGGER_H
#define CHAINMAIL_CHAINMAIL_LOGGER_H

#include "base/result.h"
#include "config/settings.h"
#include "os/fd.h"

#include <cstdint>
#include <string>
#include <sys/types.h>

namespace chainmail::supervisor {

struct LogTarget {
    enum class Kind { standard_error, syslog, file };
    Kind kind = Kind::standard_error;
    std::string file;        ///< `$logfile`
    std::string ident;       ///< `$syslog_ident`
    std::string facility;    ///< `$syslog_facility`
    std::string host;        ///< `$myhostname`
    std::uint64_t level = 0; ///< `$log_level`
    bool priorities =
        false; ///< keep "<PRIO>" on standard error: systemd's journal reads it

    bool operator==(const LogTarget&) const = default;
};

/// Where lines go that no settings speak of: standard error, or syslog when standard
/// error is the client's connection.
LogTarget standard_target();

/// The same unless the configuration asks for syslog or a file by itself.
Result<LogTarget> log_target(const config::Settings& settings);

class Logger {
public:
    /// Makes the pipe and puts it in the place of descriptor 2, of this process and of
    /// all it starts; lines wait in it (1 MB) for start().
    Status open();
    /// Starts the child, or another one in place of a dead one.
    Status start(const LogTarget& target);
    pid_t pid() const { return pid_; }

private:
    os::Fd read_;
    os::Fd standard_error_; ///< as the supervisor was started with it
    pid_t pid_ = -1;
};

} // namespace chainmail::supervisor

#endif
