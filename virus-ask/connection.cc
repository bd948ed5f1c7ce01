// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "connection.h"

#include "base/text.h"
#include "os/clock.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace chainmail::virus_ask {

namespace {

using text::cat;

constexpr std::uint64_t connect_ms = 10'000; // as amavisd

// One step of at most a minute, so that the number fits; the caller's time counts.
Status wait_for(int fd, short events, std::uint64_t until_ms)
{
    for (;;) {
        const auto now = os::monotonic_ms();
        if (now >= until_ms) return temporary("no answer in time");
        constexpr std::uint64_t longest = 60'000;
        pollfd one{fd, events, 0};
        const int ready =
            ::poll(&one, 1, static_cast<int>(std::min(until_ms - now, longest)));
        if (ready > 0) return {};
        if (ready < 0 && errno != EINTR) return system_error("wait", errno);
    }
}

Status connect_to(int fd, const sockaddr* address, socklen_t size, std::uint64_t until)
{
    if (::connect(fd, address, size) == 0) return {};
    // A unix socket with a full backlog says EAGAIN, and there is nothing to wait for.
    if (errno != EINPROGRESS) return temporary(std::strerror(errno));
    if (auto done = wait_for(fd, POLLOUT, until); !done) return done;
    int error = 0;
    socklen_t length = sizeof error;
    if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) != 0) error = errno;
    if (error != 0) return temporary(std::strerror(error));
    return {};
}

Result<os::Fd> make_socket(int family)
{
    os::Fd fd(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd) return system_error("socket", errno);
    return fd;
}

Result<os::Fd> connect_unix(const std::string& path, std::uint64_t until)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        return temporary("the name of the socket is too long");
    path.copy(address.sun_path, path.size());
    auto fd = make_socket(AF_UNIX);
    if (!fd) return fd;
    const auto* where = reinterpret_cast<const sockaddr*>(&address);
    const auto done = connect_to(fd->get(), where, sizeof address, until);
    return done ? std::move(fd) : done.error();
}

using Addresses = std::unique_ptr<addrinfo, void (*)(addrinfo*)>;

Result<Addresses> resolve(const std::string& where)
{
    const auto colon = where.rfind(':');
    if (colon == std::string::npos)
        return temporary("it is neither /PATH nor HOST:PORT");
    auto host = where.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']'))
        host = host.substr(1, host.size() - 2);
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int error =
        ::getaddrinfo(host.c_str(), where.c_str() + colon + 1, &hints, &found);
    if (error != 0) return temporary(::gai_strerror(error));
    return Addresses(found, ::freeaddrinfo);
}

Result<os::Fd> connect_tcp(const std::string& where, std::uint64_t until)
{
    const auto addresses = resolve(where);
    if (!addresses) return addresses.error();
    Result<os::Fd> last = temporary("no address");
    for (const auto* a = addresses->get(); a != nullptr; a = a->ai_next) {
        last = make_socket(a->ai_family);
        if (!last) continue;
        const auto done = connect_to(last->get(), a->ai_addr, a->ai_addrlen, until);
        if (done) return last;
        last = done.error();
    }
    return last;
}

} // namespace

Result<Connection> Connection::open(const std::string& where, std::uint64_t until_ms)
{
    const auto until = std::min(until_ms, os::monotonic_ms() + connect_ms);
    auto socket =
        where.starts_with('/') ? connect_unix(where, until) : connect_tcp(where, until);
    if (!socket) return temporary(cat("connect to ", where, ": ", socket.error().what));
    return Connection(std::move(*socket), until_ms);
}

Status Connection::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto n = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(n));
        } else if (errno == EAGAIN) {
            if (auto done = wait_for(socket_.get(), POLLOUT, until_ms_); !done)
                return done;
        } else if (errno != EINTR) {
            return system_error("send", errno);
        }
    }
    return {};
}

Result<std::string> Connection::receive()
{
    constexpr std::size_t most = 64U << 10U;
    std::string bytes(most, '\0');
    for (;;) {
        if (auto done = wait_for(socket_.get(), POLLIN, until_ms_); !done)
            return done.error();
        const auto n = ::recv(socket_.get(), bytes.data(), bytes.size(), 0);
        if (n >= 0) {
            bytes.resize(static_cast<std::size_t>(n));
            return bytes;
        }
        if (errno != EINTR && errno != EAGAIN) return system_error("receive", errno);
    }
}

bool Connection::has_more() const
{
    pollfd one{socket_.get(), POLLIN, 0};
    return ::poll(&one, 1, 0) > 0;
}

} // namespace chainmail::virus_ask
