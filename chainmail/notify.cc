// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "notify.h"

#include "os/fd.h"

#include <cstddef>
#include <cstdlib>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace chainmail::supervisor {

namespace {

void send_to_manager(std::string_view state)
{
    const char* path = ::getenv("NOTIFY_SOCKET");
    sockaddr_un address{};
    if (path == nullptr) return;
    const std::string_view name(path);
    if (name.empty() || name.size() >= sizeof address.sun_path) return;
    address.sun_family = AF_UNIX;
    name.copy(address.sun_path, name.size());
    // "@name" is the abstract name space, a NUL in the address.
    if (name.front() == '@') address.sun_path[0] = '\0';
    const os::Fd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const auto size =
        static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    ::sendto(socket.get(),
             state.data(),
             state.size(),
             MSG_NOSIGNAL,
             reinterpret_cast<const sockaddr*>(&address),
             size);
}

} // namespace

void notify_ready(int ready_fd)
{
    send_to_manager("READY=1");
    if (ready_fd < 0) return;
    const os::Fd fd(ready_fd);
    [[maybe_unused]] const auto written = ::write(fd.get(), "\n", 1);
}

void notify_stopping()
{
    send_to_manager("STOPPING=1");
}

} // namespace chainmail::supervisor
