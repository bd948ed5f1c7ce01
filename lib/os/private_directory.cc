// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "os/private_directory.h"

#include "base/text.h"

#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <memory>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace chainmail::os {

namespace {

constexpr int most_names = 100;
constexpr mode_t all_rights = 07777;
constexpr mode_t rights_of_users = 0770;

int remove_entry(const char* path, const struct stat*, int kind, FTW*)
{
    if (kind == FTW_DP || kind == FTW_DNR)
        ::rmdir(path);
    else
        ::unlink(path);
    return 0;
}

// Links are removed, not followed; nothing outside can be reached.
void remove_tree(const std::string& path)
{
    if (::rmdir(path.c_str()) == 0 || errno == ENOENT) return;
    constexpr int open_directories = 8;
    ::nftw(path.c_str(), remove_entry, open_directories, FTW_DEPTH | FTW_PHYS);
}

Fd open_directory(const std::string& path)
{
    return Fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

// Whoever locks it shared uses it; who can lock it alone may remove it.
void remove_unused(const std::string& path)
{
    const auto directory = open_directory(path);
    if (directory && ::flock(directory.get(), LOCK_EX | LOCK_NB) == 0)
        remove_tree(path);
}

// Between making and locking a directory another process may have swept it.
bool is_at(const std::string& path, int fd)
{
    struct stat ours {};
    struct stat there {};
    return ::fstat(fd, &ours) == 0 && ::lstat(path.c_str(), &there) == 0 &&
           ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
}

} // namespace

Result<std::string> make_place(const std::string& base, const std::string& name)
{
    auto path = text::cat(base, '/', name);
    constexpr mode_t ours = 0700;
    const bool made = ::mkdir(path.c_str(), ours) == 0;
    if (!made && errno != EEXIST)
        return system_error("make the directory " + path, errno);
    const auto directory = open_directory(path);
    if (!directory) return system_error("open the directory " + path, errno);
    struct stat around {};
    if (!made) return path;
    if (::stat(base.c_str(), &around) != 0)
        return system_error("look at " + base, errno);
    const uid_t owner = ::geteuid() == 0 ? around.st_uid : static_cast<uid_t>(-1);
    if (::fchown(directory.get(), owner, around.st_gid) == 0 &&
        ::fchmod(directory.get(), around.st_mode & all_rights) != 0)
        return system_error("set the rights of " + path, errno);
    return path;
}

Result<std::string> make_common_place(const std::string& base,
                                      const std::string& name,
                                      const std::string& like)
{
    struct stat model {};
    if (::stat(like.c_str(), &model) != 0)
        return system_error("look at " + like, errno);
    const bool is_root = ::geteuid() == 0;
    const uid_t owner = is_root ? model.st_uid : ::geteuid();
    auto path = text::cat(base, '/', name, '.', owner);
    constexpr mode_t ours = 0700;
    if (::mkdir(path.c_str(), ours) != 0 && errno != EEXIST)
        return system_error("make the directory " + path, errno);
    const auto directory = open_directory(path);
    struct stat made {};
    if (!directory || ::fstat(directory.get(), &made) != 0)
        return system_error("open the directory " + path, errno);
    // Nobody else can have made one that is root's or ours.
    if (made.st_uid != owner && (!is_root || made.st_uid != 0))
        return permanent(text::cat(path, " belongs to user ", made.st_uid));
    const bool is_given = ::fchown(directory.get(),
                                   is_root ? owner : static_cast<uid_t>(-1),
                                   model.st_gid) == 0;
    // A group that we cannot give it to is one that may not read it.
    if (::fchmod(directory.get(), is_given ? model.st_mode & rights_of_users : ours) !=
        0)
        return system_error("set the rights of " + path, errno);
    return path;
}

Result<PrivateDirectory> PrivateDirectory::make(const std::string& place, mode_t mode)
{
    const auto name = text::cat(place, '/', ::getpid());
    for (int i = 0; i < most_names; ++i) {
        auto path = i == 0 ? name : text::cat(name, '.', i);
        if (::mkdir(path.c_str(), mode) != 0) {
            if (errno != EEXIST)
                return system_error("make the directory " + path, errno);
            remove_unused(path);
            if (::mkdir(path.c_str(), mode) != 0) continue;
        }
        auto directory = open_directory(path);
        if (directory && ::flock(directory.get(), LOCK_SH | LOCK_NB) == 0 &&
            is_at(path, directory.get()))
            return PrivateDirectory(std::move(path), std::move(directory));
    }
    return temporary(text::cat("no name is left for a directory ", name));
}

PrivateDirectory::~PrivateDirectory()
{
    if (!path_.empty()) remove_tree(path_);
}

void remove_stale(const std::string& place)
{
    const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(place.c_str()),
                                                   ::closedir);
    if (!open) return;
    while (const dirent* entry = ::readdir(open.get()))
        if (text::is_digit(entry->d_name[0]))
            remove_unused(text::cat(place, '/', entry->d_name));
}

} // namespace chainmail::os
