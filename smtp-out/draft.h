// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A file that is not there under its name before it is whole and on disk.
#ifndef CHAINMAIL_SMTP_OUT_DRAFT_H
#define CHAINMAIL_SMTP_OUT_DRAFT_H

#include "base/result.h"
#include "os/fd.h"

#include <string>
#include <string_view>
#include <sys/types.h>

namespace chainmail::smtp_out {

/// Errors are temporary and name the file.
class Draft {
public:
    /// `path` is where it lies until it is published, on the file system of its later
    /// place. What has that name when the Draft ends is removed, if it was created.
    explicit Draft(std::string path) : path_(std::move(path)) {}
    ~Draft();
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;

    Status create(mode_t mode);
    Status write(std::string_view bytes);
    /// Its bytes are on disk.
    Status sync();
    /// Under this name, and that on disk; a file that is there already stays. After an
    /// error there is no such name of ours.
    Status publish(const std::string& path);

private:
    std::string path_;
    os::Fd fd_;
};

/// "/" for what lies in it.
std::string parent_of(const std::string& path);

/// The names in a directory are on disk.
Status sync_directory(const std::string& path);

} // namespace chainmail::smtp_out

#endif
