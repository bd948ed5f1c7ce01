// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "os/landlock.h"

#include "os/fd.h"

#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace chainmail::os {

namespace {

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

// What Debian 12's headers do not have yet. Moving a file between directories
// (Maildir's tmp and new) is a right of its own, and a ruleset that does not name it
// forbids it.
constexpr std::uint64_t moving = 1ULL << 13U;     // ABI 2, Linux 5.19
constexpr std::uint64_t truncating = 1ULL << 14U; // ABI 3, Linux 6.2
constexpr std::uint64_t devices = 1ULL << 15U;    // ABI 5, Linux 6.10
constexpr std::uint64_t of_files =
    LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | truncating;

constexpr std::uint64_t binding_tcp = 1; // ABI 4, Linux 6.7
constexpr std::uint64_t connecting_tcp = 2;
constexpr std::uint64_t abstract_sockets = 1; // ABI 6, Linux 6.12
constexpr std::uint64_t signals = 2;

// The kernel's struct landlock_ruleset_attr, which grew with the ABI.
struct Ruleset {
    std::uint64_t files = everything;
    std::uint64_t network = 0;
    std::uint64_t scope = 0;
};

std::size_t size_for(long abi)
{
    if (abi < 4) return sizeof(std::uint64_t);
    return abi < 6 ? 2 * sizeof(std::uint64_t) : sizeof(Ruleset);
}

std::uint64_t since_abi(long abi)
{
    return (abi >= 2 ? moving : 0) | (abi >= 3 ? truncating : 0);
}

Ruleset forbidden(long abi, bool connects)
{
    Ruleset rules;
    rules.files |= since_abi(abi) | (abi >= 5 ? devices : 0);
    rules.network = binding_tcp | (connects ? 0 : connecting_tcp);
    rules.scope = signals | (connects ? 0 : abstract_sockets);
    return rules;
}

Status allow_below(int ruleset, const std::string& path, std::uint64_t access)
{
    const Fd place(::open(path.c_str(), O_PATH | O_CLOEXEC));
    struct stat about {};
    if (!place || ::fstat(place.get(), &about) != 0)
        return system_error("open " + path, errno);
    // The kernel takes no rule for a file that speaks of what is below it.
    if (!S_ISDIR(about.st_mode)) access &= of_files;
    landlock_path_beneath_attr rule{access, place.get()};
    if (::syscall(
            SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0)
        return system_error("landlock: allow " + path, errno);
    return {};
}

// Programs are started with their libraries and settings, wherever these are.
Status allow_programs(int ruleset)
{
    if (auto ok = allow_below(ruleset, "/", reading | LANDLOCK_ACCESS_FS_EXECUTE); !ok)
        return ok;
    return allow_below(ruleset, "/dev/null", writing);
}

} // namespace

Result<bool> restrict_reach(const Confinement& confinement)
{
    const long abi = ::syscall(
        SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (abi < 1) return false;
    const auto rules =
        forbidden(abi, confinement.connects || confinement.runs_programs);
    const Fd ruleset(static_cast<int>(
        ::syscall(SYS_landlock_create_ruleset, &rules, size_for(abi), 0)));
    if (!ruleset) return system_error("landlock", errno);
    for (const auto& path : confinement.readable)
        if (auto ok = allow_below(ruleset.get(), path, reading); !ok) return ok.error();
    for (const auto& path : confinement.writable)
        if (auto ok = allow_below(ruleset.get(), path, writing | since_abi(abi)); !ok)
            return ok.error();
    if (confinement.runs_programs)
        if (auto ok = allow_programs(ruleset.get()); !ok) return ok.error();
    if (::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) != 0)
        return system_error("landlock", errno);
    return true;
}

} // namespace chainmail::os
