// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "files.h"

#include "base/text.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace chainmail::virus_ask {

namespace {

constexpr mode_t directory_mode = 0750;
constexpr mode_t file_mode = 0640;
constexpr uid_t same_user = static_cast<uid_t>(-1);

// Whatever the umask is: a scanner's user reads them by the group. Who is not in that
// group has scanners that run as himself, or say that they cannot read.
Status share(const std::string& path, gid_t group, mode_t mode)
{
    const bool given = ::chown(path.c_str(), same_user, group) == 0;
    if ((!given && errno != EPERM) || ::chmod(path.c_str(), mode) != 0)
        return system_error("set the rights of " + path, errno);
    return {};
}

Status write_file(const std::string& path, std::string_view bytes, gid_t group)
{
    const os::Fd file(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, file_mode));
    if (!file) return system_error("make " + path, errno);
    if (auto done = os::write_all(file.get(), bytes); !done) return done;
    return share(path, group, file_mode);
}

} // namespace

Result<Files> Files::write(const std::string& place,
                           const std::vector<Content>& contents)
{
    struct stat about {};
    if (::stat(place.c_str(), &about) != 0)
        return system_error("look at " + place, errno);
    auto whole = os::PrivateDirectory::make(place, directory_mode);
    if (!whole) return whole.error();
    Files files(std::move(*whole));
    if (::mkdir(files.directory_.c_str(), directory_mode) != 0)
        return system_error("make the directory " + files.directory_, errno);
    for (const auto& path : {files.whole_.path(), files.directory_})
        if (auto done = share(path, about.st_gid, directory_mode); !done)
            return done.error();
    for (const auto& content : contents)
        if (auto done = write_file(text::cat(files.directory_, '/', content.name),
                                   content.bytes,
                                   about.st_gid);
            !done)
            return done.error();
    return files;
}

} // namespace chainmail::virus_ask
