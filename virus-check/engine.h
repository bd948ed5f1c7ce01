// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// libclamav as a value: load once, then scan bytes that lie in memory.
#ifndef CHAINMAIL_VIRUS_CHECK_ENGINE_H
#define CHAINMAIL_VIRUS_CHECK_ENGINE_H

#include "base/result.h"
#include "clamd_conf.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct cl_engine;

namespace chainmail::virus_check {

enum class Outcome {
    clean,
    infected,
    failed, ///< a limit was reached or the engine gave up: nothing is known
};

struct Scan {
    Outcome outcome = Outcome::clean;
    std::string what; ///< the name of the malware, or why the scan failed
    std::vector<std::string> more = {}; ///< its other names, with all matches
};

/// Whether the engine takes mail apart by itself.
enum class MailReader { on, off };

class Engine {
public:
    /// Loads all of `database` (a directory or a file); `temp` is where the engine
    /// unpacks.
    static Result<Engine> load(const std::string& database,
                               const std::string& temp,
                               const ScanOptions& options = {});

    /// Bytes are not kept. `limit_ms` bounds the time, 0 is no bound.
    Scan scan(std::string_view bytes, MailReader reader, std::uint64_t limit_ms);

    /// From now on unpacks in `temp`.
    Status move_to(const std::string& temp);

    /// More bytes than that are not scanned at all.
    std::uint64_t largest_file() const;

    unsigned signatures() const { return signatures_; }
    /// "ClamAV 1.4.6/27500": of the engine and of its official database, if it has one.
    std::string version() const;

private:
    struct Free {
        void operator()(cl_engine* engine) const;
    };
    std::unique_ptr<cl_engine, Free> engine_;
    unsigned signatures_ = 0;
    ScanOptions options_;
};

} // namespace chainmail::virus_check

#endif
