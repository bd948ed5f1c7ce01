// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "os/confine.h"

#include "base/text.h"
#include "os/syscalls.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <grp.h>
#include <linux/landlock.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "os/fd.h"

namespace chainmail::os {

namespace {

using text::cat;

// Groups before user, and all of them before anything else: the order that cannot be
// taken back.
Status become(const std::string& user, const std::string& group)
{
    if (user.empty() || ::geteuid() != 0) return {};
    const passwd* entry = ::getpwnam(user.c_str());
    if (entry == nullptr)
        return permanent(cat("$daemon_user: no user <", user, "> on this machine"));
    const uid_t uid = entry->pw_uid;
    gid_t gid = entry->pw_gid;
    if (!group.empty()) {
        const struct group* other = ::getgrnam(group.c_str());
        if (other == nullptr)
            return permanent(cat("$daemon_group: no group <", group, "> here"));
        gid = other->gr_gid;
    }
    if (::initgroups(user.c_str(), gid) != 0 || ::setgid(gid) != 0 ||
        ::setuid(uid) != 0)
        return system_error("become user " + user, errno);
    return {};
}

Status limit(int resource, rlim_t value)
{
    rlimit both{value, value};
    if (::setrlimit(static_cast<__rlimit_resource>(resource), &both) != 0)
        return system_error("set a resource limit", errno);
    return {};
}

Status set_limits(rlim_t descriptors)
{
    // No memory of a mail in a core file.
    if (auto core = limit(RLIMIT_CORE, 0); !core) return core;
    // Only root could raise what it was started with.
    rlimit now{};
    if (::getrlimit(RLIMIT_NOFILE, &now) != 0)
        return system_error("get a resource limit", errno);
    return limit(RLIMIT_NOFILE, std::min(descriptors, now.rlim_max));
}

constexpr std::uint64_t reading =
    LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t writing =
    reading | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
    LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |
    LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SYM;
constexpr std::uint64_t everything =
    writing | LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
    LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
    LANDLOCK_ACCESS_FS_MAKE_BLOCK;
// Moving a file between directories (Maildir's tmp and new) is a right of its own, and
// a ruleset that does not name it forbids it; since Landlock ABI 2 (Linux 5.19).
constexpr std::uint64_t moving = 1ULL << 13U;
constexpr std::uint64_t truncating = 1ULL << 14U; // since ABI 3 (Linux 6.2)

std::uint64_t since_abi(long abi)
{
    return (abi >= 2 ? moving : 0) | (abi >= 3 ? truncating : 0);
}

Status allow_below(int ruleset, const std::string& path, std::uint64_t access)
{
    const Fd place(::open(path.c_str(), O_PATH | O_CLOEXEC));
    if (!place) return system_error("open " + path, errno);
    landlock_path_beneath_attr rule{access, place.get()};
    if (::syscall(
            SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0)
        return system_error("landlock: allow " + path, errno);
    return {};
}

// False: this kernel has no Landlock.
Result<bool> restrict_files(const Confinement& confinement)
{
    const long abi = ::syscall(
        SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (abi < 1) return false;
    landlock_ruleset_attr handled{};
    handled.handled_access_fs = everything | since_abi(abi);
    const Fd ruleset(static_cast<int>(::syscall(
        SYS_landlock_create_ruleset, &handled, sizeof handled.handled_access_fs, 0)));
    if (!ruleset) return system_error("landlock", errno);
    for (const auto& path : confinement.readable)
        if (auto ok = allow_below(ruleset.get(), path, reading); !ok) return ok.error();
    for (const auto& path : confinement.writable)
        if (auto ok = allow_below(ruleset.get(), path, writing | since_abi(abi)); !ok)
            return ok.error();
    if (::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) != 0)
        return system_error("landlock", errno);
    return true;
}

Rights rights_of(const Confinement& confinement, bool resident)
{
    Rights rights;
    rights.files = !confinement.readable.empty() || !confinement.writable.empty();
    rights.connects = confinement.connects;
    rights.resident = resident;
    return rights;
}

} // namespace

Result<std::vector<std::string>> confine(const Confinement& confinement, bool resident)
{
    std::vector<std::string> missing;
    if (auto ok = become(confinement.user, confinement.group); !ok) return ok.error();
    if (::geteuid() == 0) missing.emplace_back("runs as root: set $daemon_user");
    if (auto ok = set_limits(confinement.descriptors); !ok) return ok.error();
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return system_error("no_new_privs", errno);
    // A program that starts others (smtp-in PROGRAM...) must leave them their rights:
    // each of them confines itself.
    if (confinement.forks) return missing;
    const auto landlock = restrict_files(confinement);
    if (!landlock) return landlock.error();
    if (!*landlock) missing.emplace_back("landlock: not in this kernel");
    const auto filter = make_call_filter(rights_of(confinement, resident));
    if (!filter) return filter.error();
    if (filter->empty()) missing.emplace_back("seccomp: not in this kernel");
    if (auto loaded = load_call_filter(*filter); !loaded) return loaded.error();
    return missing;
}

Result<CallFilter> make_worker_filter(const Confinement& confinement)
{
    return make_call_filter(rights_of(confinement, false));
}

} // namespace chainmail::os
