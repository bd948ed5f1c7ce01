// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "outages.h"

#include "base/text.h"

#include <cerrno>
#include <ctime>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace chainmail::virus_ask {

namespace {

constexpr mode_t ours = 0600;
constexpr std::size_t longest_name = 200;

bool lock(int fd)
{
    return ::flock(fd, LOCK_EX | LOCK_NB) == 0;
}

// Seconds of the wall clock since `then`; a clock that was set back makes it due.
bool is_due(const timespec& then, std::int64_t wait_s)
{
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    const auto age = now.tv_sec - then.tv_sec;
    return age < 0 || age >= wait_s;
}

} // namespace

std::string Outages::file(const char* kind, const std::string& target) const
{
    std::string name;
    for (const char c : target.substr(0, longest_name))
        name += text::is_alnum(c) || c == '.' || c == '-' ? c : '_';
    return text::cat(place_, '/', kind, '.', name);
}

Outages::State Outages::look(const std::string& target) const
{
    const auto path = file("down", target);
    os::Fd stamp(::open(path.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC));
    struct stat about {};
    if (!stamp || ::fstat(stamp.get(), &about) != 0) return {};
    if (!is_due(about.st_mtim, retry_s_) || !lock(stamp.get())) return {true, {}};
    // Who had the lock before has tried, or found it back.
    if (::fstat(stamp.get(), &about) != 0 || !is_due(about.st_mtim, retry_s_))
        return {true, {}};
    if (about.st_nlink == 0) return {};
    ::futimens(stamp.get(), nullptr);
    return {true, std::move(stamp)};
}

bool Outages::begin(const std::string& target) const
{
    const auto path = file("down", target);
    const os::Fd stamp(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, ours));
    // Another user's outage is no memory of ours.
    if (!stamp) return errno != EEXIST || ::access(path.c_str(), W_OK) != 0;
    (void)os::write_all(stamp.get(), std::to_string(::time(nullptr))).operator bool();
    return true;
}

std::int64_t Outages::end(const std::string& target) const
{
    constexpr std::size_t longest = 100;
    const auto path = file("down", target);
    const auto begun = os::read_file(path, longest);
    if (::unlink(path.c_str()) != 0 || !begun) return -1;
    const auto then = text::to_number(*begun);
    const auto now = static_cast<std::uint64_t>(::time(nullptr));
    return then && *then < now ? static_cast<std::int64_t>(now - *then) : 0;
}

os::Fd Outages::suspect(const std::string& target) const
{
    const auto path = file("suspect", target);
    os::Fd stamp(::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, ours));
    if (!stamp || !lock(stamp.get())) return {};
    return stamp;
}

void Outages::unsuspect(const std::string& target) const
{
    ::unlink(file("suspect", target).c_str());
}

} // namespace chainmail::virus_ask
