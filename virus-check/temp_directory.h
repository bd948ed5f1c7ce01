// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A directory of its own for each process: forked processes share the engine's random
// numbers, and so would choose the same names for their temporary files.
#ifndef CHAINMAIL_VIRUS_CHECK_TEMP_DIRECTORY_H
#define CHAINMAIL_VIRUS_CHECK_TEMP_DIRECTORY_H

#include "base/result.h"

#include <string>

namespace chainmail::virus_check {

class TempDirectory {
public:
    /// Makes BASE/virus-check.PID, empty, for this process alone.
    static Result<TempDirectory> make(const std::string& base);
    TempDirectory(TempDirectory&& other) noexcept : path_(std::move(other.path_))
    {
        other.path_.clear();
    }
    TempDirectory& operator=(TempDirectory&&) = delete;
    TempDirectory(const TempDirectory&) = delete;
    TempDirectory& operator=(const TempDirectory&) = delete;
    /// Removes it with all that is in it.
    ~TempDirectory();

    const std::string& path() const { return path_; }

private:
    explicit TempDirectory(std::string path) : path_(std::move(path)) {}
    std::string path_;
};

/// Removes what processes left in BASE that were killed in the middle of a scan.
void remove_stale(const std::string& base);

} // namespace chainmail::virus_check

#endif
