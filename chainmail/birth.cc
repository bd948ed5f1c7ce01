// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "birth.h"

#include "base/text.h"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace chainmail::supervisor {

namespace {

using text::cat;

constexpr int first_handed = 3;
constexpr int aside = 20; // above what programs are given
constexpr unsigned most_handed = 100;

int socket_option(int fd, int option)
{
    int value = -1;
    socklen_t size = sizeof value;
    return ::getsockopt(fd, SOL_SOCKET, option, &value, &size) == 0 ? value : -1;
}

bool listens(int fd)
{
    return socket_option(fd, SO_ACCEPTCONN) == 1;
}

// Programs that start others over a socket pair are many, and do not speak SMTP on it:
// one of its ends has no name, unlike that of a socket somebody listened on.
bool has_name(int fd)
{
    sockaddr_storage here{};
    socklen_t size = sizeof here;
    if (::getsockname(fd, reinterpret_cast<sockaddr*>(&here), &size) != 0) return false;
    return here.ss_family != AF_UNIX || size > offsetof(sockaddr_un, sun_path);
}

bool is_stream(int fd)
{
    return socket_option(fd, SO_TYPE) == SOCK_STREAM;
}

Result<os::Fd> move_aside(int fd)
{
    os::Fd moved(::fcntl(fd, F_DUPFD_CLOEXEC, aside));
    if (!moved) return system_error(cat("descriptor ", fd), errno);
    return moved;
}

Status take(Birth& birth, int fd)
{
    auto moved = move_aside(fd);
    if (!moved) return moved.error();
    if (listens(fd))
        birth.listening.push_back(std::move(*moved));
    else if (birth.connection)
        return permanent("LISTEN_FDS: more than one connection to serve");
    else
        birth.connection = std::move(*moved);
    return {};
}

Result<Birth> take_handed(unsigned count)
{
    Birth birth;
    for (int fd = first_handed; fd < first_handed + static_cast<int>(count); ++fd) {
        if (!is_stream(fd))
            return permanent(
                cat("LISTEN_FDS: descriptor ", fd, " is no stream socket"));
        if (auto taken = take(birth, fd); !taken) return taken.error();
        ::close(fd);
    }
    if (birth.connection && !birth.listening.empty())
        return permanent("LISTEN_FDS: sockets to listen on and a connection at once");
    return birth;
}

Result<Birth> take_standard_input()
{
    Birth birth;
    if (!is_stream(0) || !has_name(0)) return birth;
    if (auto taken = take(birth, 0); !taken) return taken.error();
    const os::Fd nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
    if (!nothing) return system_error("open /dev/null", errno);
    // inetd puts the socket on 1 as well; a copy left open would keep it alive.
    for (const int fd : {0, 1})
        if (is_stream(fd) && ::dup2(nothing.get(), fd) < 0)
            return system_error("replace the socket on descriptor 0", errno);
    return birth;
}

} // namespace

std::optional<unsigned>
handed_over(const char* listen_pid, const char* listen_fds, pid_t self)
{
    if (listen_pid == nullptr || listen_fds == nullptr) return {};
    const auto pid = text::to_number(listen_pid);
    const auto count = text::to_number(listen_fds);
    if (!pid || *pid != static_cast<std::uint64_t>(self)) return {};
    if (!count || *count == 0 || *count > most_handed) return {};
    return static_cast<unsigned>(*count);
}

Result<Birth> find_birth()
{
    const auto count =
        handed_over(std::getenv("LISTEN_PID"), std::getenv("LISTEN_FDS"), ::getpid());
    for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"})
        ::unsetenv(name);
    return count ? take_handed(*count) : take_standard_input();
}

} // namespace chainmail::supervisor
