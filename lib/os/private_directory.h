// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Directories for what a program unpacks: one that the program alone writes, and in it
// one for each process, which is gone with the process or swept by a later one.
#ifndef CHAINMAIL_OS_PRIVATE_DIRECTORY_H
#define CHAINMAIL_OS_PRIVATE_DIRECTORY_H

#include "base/result.h"
#include "os/fd.h"

#include <string>
#include <sys/types.h>

namespace chainmail::os {

/// BASE/NAME, made if it is not there, for whoever may write BASE. So that a program
/// confined to it reaches nothing else in BASE, where the messages are.
Result<std::string> make_place(const std::string& base, const std::string& name);

/// The same in a BASE where everybody may make directories, as in /dev/shm: with the
/// owner and rights of `like`, BASE/NAME.UID by that owner. One that is there and not
/// his is a permanent error.
Result<std::string> make_common_place(const std::string& base,
                                      const std::string& name,
                                      const std::string& like);

class PrivateDirectory {
public:
    /// Makes PLACE/PID (PLACE/PID.N when another process has that), empty.
    static Result<PrivateDirectory> make(const std::string& place, mode_t mode = 0700);
    PrivateDirectory(PrivateDirectory&& other) noexcept
        : path_(std::move(other.path_)),
          lock_(std::move(other.lock_))
    {
        other.path_.clear();
    }
    PrivateDirectory& operator=(PrivateDirectory&&) = delete;
    PrivateDirectory(const PrivateDirectory&) = delete;
    PrivateDirectory& operator=(const PrivateDirectory&) = delete;
    /// Removes it with all that is in it.
    ~PrivateDirectory();

    const std::string& path() const { return path_; }

private:
    PrivateDirectory(std::string path, Fd lock)
        : path_(std::move(path)),
          lock_(std::move(lock))
    {
    }
    std::string path_;
    Fd lock_; ///< the directory, locked (flock(2)): it is in use
};

/// Removes what processes left in PLACE that were killed: what begins with a digit and
/// nobody holds. A number of a process would not do as a sign: it is used again, and
/// means another process in another container.
void remove_stale(const std::string& place);

} // namespace chainmail::os

#endif
