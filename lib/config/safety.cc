// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "config/safety.h"

#include "base/text.h"
#include "config/reader.h"
#include "os/fd.h"

#include <algorithm>
#include <cerrno>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

namespace chainmail::config {

namespace {

std::vector<gid_t> groups_of(const passwd& user)
{
    constexpr int most = 256;
    std::vector<gid_t> groups(most);
    int count = most;
    if (getgrouplist(user.pw_name, user.pw_gid, groups.data(), &count) < 0)
        count = most;
    groups.resize(static_cast<std::size_t>(std::clamp(count, 0, most)));
    return groups;
}

} // namespace

Error cannot_read(const std::string& path, int reason)
{
    Error error = system_error(path, reason);
    if (reason == ENOENT || reason == ENOTDIR || reason == EACCES || reason == ELOOP) {
        error.fault = Fault::permanent;
        error.what +=
            "; it has to exist and to be readable for the user who starts this";
    }
    return error;
}

Status check_writers(const std::string& file, const struct stat& about, bool as_root)
{
    if ((about.st_mode & S_IWOTH) != 0) {
        return permanent(text::cat(
            file, ": everybody can write this file; run `chmod o-w ", file, "`"));
    }
    if (as_root && about.st_uid != 0) {
        return permanent(text::cat(file,
                                   ": this file belongs to user ",
                                   about.st_uid,
                                   " and not to root; run `chown root ",
                                   file,
                                   "`"));
    }
    return {};
}

Status check_user_cannot_write(const std::vector<std::string>& files,
                               const std::string& user)
{
    const passwd* found = user.empty() ? nullptr : getpwnam(user.c_str());
    if (geteuid() != 0 || found == nullptr || found->pw_uid == 0) return {};
    const auto groups = groups_of(*found);
    for (const auto& file : files) {
        struct stat about = {};
        if (stat(file.c_str(), &about) != 0 || (about.st_mode & S_IWGRP) == 0) continue;
        if (std::find(groups.begin(), groups.end(), about.st_gid) == groups.end())
            continue;
        return permanent(
            text::cat(file,
                      ": ",
                      user,
                      ", the user of the programs, can write this file; run "
                      "`chmod g-w ",
                      file,
                      "`"));
    }
    return {};
}

Result<std::string> read_configuration(const std::string& file)
{
    struct stat about = {};
    if (stat(file.c_str(), &about) != 0) return cannot_read(file, errno);
    if (!S_ISREG(about.st_mode))
        return permanent(text::cat(file, ": this is no regular file"));
    if (auto safe = check_writers(file, about, geteuid() == 0); !safe)
        return safe.error();
    if (access(file.c_str(), R_OK) != 0) return cannot_read(file, errno);
    return os::read_file(file, largest_file);
}

} // namespace chainmail::config
