// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "connection.h"

#include "base/text.h"
#include "os/clock.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <climits>
#include <cstring>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <poll.h>
#include <sys/un.h>
#include <unistd.h>

namespace chainmail::smtp_out {

namespace {

using text::cat;

std::optional<Address> numeric(const std::string& host)
{
    Address address;
    auto* v4 = reinterpret_cast<sockaddr_in*>(&address.bytes);
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.bytes);
    if (::inet_pton(AF_INET, host.c_str(), &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        address.length = sizeof *v4;
    } else if (::inet_pton(AF_INET6, host.c_str(), &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        address.length = sizeof *v6;
    } else {
        return {};
    }
    return address;
}

// sockaddr_in and sockaddr_in6 have the port at the same place.
void set_port(Address& address, const std::string& port)
{
    const auto number = text::to_number(port).value_or(0);
    reinterpret_cast<sockaddr_in*>(&address.bytes)->sin_port =
        htons(static_cast<std::uint16_t>(number));
}

Result<std::vector<Address>> socket_at(const std::string& path)
{
    Address address;
    auto* to = reinterpret_cast<sockaddr_un*>(&address.bytes);
    if (path.size() >= sizeof to->sun_path)
        return permanent(path + ": too long for the name of a socket");
    to->sun_family = AF_UNIX;
    path.copy(to->sun_path, path.size());
    address.length = sizeof *to;
    return std::vector<Address>{address};
}

std::vector<Address> known_hosts(const std::string& host, const Hosts& hosts)
{
    if (const auto address = numeric(host)) return {*address};
    if (text::equal_ignore_case(host, "localhost"))
        return {*numeric("127.0.0.1"), *numeric("::1")};
    const auto found = hosts.find(host);
    return found == hosts.end() ? std::vector<Address>{} : found->second;
}

// True when `events`, an error or an end is there; looks at least once.
bool wait_until(int fd, short events, std::uint64_t end_ms)
{
    for (;;) {
        const auto now = os::monotonic_ms();
        const auto left =
            std::min<std::uint64_t>(now < end_ms ? end_ms - now : 0, INT_MAX);
        pollfd one{fd, events, 0};
        const int n = ::poll(&one, 1, static_cast<int>(left));
        if (n >= 0 || errno != EINTR) return n > 0;
    }
}

// A Unix-domain socket whose queue is full says EAGAIN, and there is nothing to wait
// for but time.
int connect_when_there_is_room(int fd, const Address& address, std::uint64_t end_ms)
{
    constexpr int pause_ms = 10;
    const auto* to = reinterpret_cast<const sockaddr*>(&address.bytes);
    for (;;) {
        if (::connect(fd, to, address.length) == 0) return 0;
        if (errno != EAGAIN || address.bytes.ss_family != AF_UNIX) return errno;
        if (os::monotonic_ms() >= end_ms) return ETIMEDOUT;
        ::poll(nullptr, 0, pause_ms);
    }
}

} // namespace

Result<std::vector<Address>> look_up(const std::string& host)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (const int error = ::getaddrinfo(host.c_str(), nullptr, &hints, &found);
        error != 0)
        return temporary(cat("no address of host ", host, ": ", ::gai_strerror(error)));
    std::vector<Address> addresses;
    for (const auto* one = found; one != nullptr; one = one->ai_next) {
        Address address;
        if (one->ai_addrlen > sizeof address.bytes) continue;
        std::memcpy(&address.bytes, one->ai_addr, one->ai_addrlen);
        address.length = one->ai_addrlen;
        addresses.push_back(address);
    }
    ::freeaddrinfo(found);
    return addresses;
}

Result<std::vector<Address>> addresses_of(const Method& method, const Hosts& hosts)
{
    if (!method.path.empty()) return socket_at(method.path);
    auto addresses = known_hosts(method.host, hosts);
    if (addresses.empty())
        return permanent(
            cat("host ",
                method.host,
                " is not known: only the one in $forward_method may have a "
                "name, write [ADDRESS]"));
    for (auto& address : addresses)
        set_port(address, method.port);
    return addresses;
}

Result<Connection> Connection::open(const Address& address, std::uint64_t patience_ms)
{
    os::Fd fd(::socket(
        address.bytes.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd) return system_error("make a socket", errno);
    // The last piece of a message would wait for the acknowledgement of the one before.
    const int on = 1;
    if (address.bytes.ss_family != AF_UNIX)
        ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const auto end_ms = os::monotonic_ms() + patience_ms;
    int error = connect_when_there_is_room(fd.get(), address, end_ms);
    if (error == 0) return Connection(std::move(fd));
    if (error != EINPROGRESS) return system_error("connect", error);
    if (!wait_until(fd.get(), POLLOUT, end_ms))
        return system_error("connect", ETIMEDOUT);
    error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(fd.get(), SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
    if (error != 0) return system_error("connect", error);
    return Connection(std::move(fd));
}

bool Connection::is_quiet() const
{
    return !wait_until(fd_.get(), POLLIN, 0);
}

Connection::Io Connection::send(std::string_view bytes, std::uint64_t patience_ms)
{
    const auto end_ms = os::monotonic_ms() + patience_ms;
    while (!bytes.empty()) {
        const auto n = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(n));
        } else if (errno == EAGAIN) {
            if (!wait_until(fd_.get(), POLLOUT, end_ms)) return Io::timed_out;
        } else if (errno != EINTR) {
            return Io::lost;
        }
    }
    return Io::done;
}

Connection::Io Connection::receive(std::string& to, std::uint64_t end_ms)
{
    char block[8192];
    for (;;) {
        if (!wait_until(fd_.get(), POLLIN, end_ms)) return Io::timed_out;
        const auto n = ::recv(fd_.get(), block, sizeof block, 0);
        if (n > 0) {
            to.append(block, static_cast<std::size_t>(n));
            return Io::done;
        }
        if (n == 0 || (errno != EAGAIN && errno != EINTR)) return Io::lost;
    }
}

} // namespace chainmail::smtp_out
