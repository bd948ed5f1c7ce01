// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "draft.h"

#include "base/text.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace chainmail::smtp_out {

std::string parent_of(const std::string& path)
{
    const auto slash = path.rfind('/');
    return path.substr(0, std::max<std::size_t>(slash, 1));
}

Status sync_directory(const std::string& path)
{
    const os::Fd directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory) return system_error("open " + path, errno);
    if (::fsync(directory.get()) != 0) return system_error("fsync " + path, errno);
    return {};
}

Draft::~Draft()
{
    if (fd_) ::unlink(path_.c_str());
}

Status Draft::create(mode_t mode)
{
    fd_ = os::Fd(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    return fd_ ? Status{} : Status{system_error("create " + path_, errno)};
}

Status Draft::write(std::string_view bytes)
{
    const auto done = os::write_all(fd_.get(), bytes);
    if (done) return {};
    return temporary(text::cat("write ", path_, ": ", done.error().what));
}

Status Draft::sync()
{
    if (::fsync(fd_.get()) != 0) return system_error("fsync " + path_, errno);
    return {};
}

// link, not rename: what has the name already is not ours to replace.
Status Draft::publish(const std::string& path)
{
    if (::link(path_.c_str(), path.c_str()) != 0)
        return system_error("create " + path, errno);
    auto done = sync_directory(parent_of(path));
    if (!done) ::unlink(path.c_str());
    return done;
}

} // namespace chainmail::smtp_out
