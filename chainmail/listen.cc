// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "listen.h"

#include "base/text.h"
#include "port_holder.h"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace chainmail::supervisor {

namespace {

using text::cat;

struct Address {
    sockaddr_storage storage{};
    socklen_t size = 0;
    std::uint16_t port = 0;
};

Result<Address> parse_place(std::string_view place)
{
    const auto colon = place.rfind(':');
    const auto port = colon == std::string_view::npos
                          ? std::nullopt
                          : text::to_number(place.substr(colon + 1));
    if (!port || *port == 0 || *port > 65535)
        return permanent(
            cat("no place to listen: <", place, ">, write [ADDRESS]:PORT"));
    std::string host(place.substr(0, colon));
    if (host.starts_with('[') && host.ends_with(']'))
        host = host.substr(1, host.size() - 2);
    Address address;
    address.port = static_cast<std::uint16_t>(*port);
    sockaddr_in four{};
    sockaddr_in6 six{};
    if (::inet_pton(AF_INET, host.c_str(), &four.sin_addr) == 1) {
        four.sin_family = AF_INET;
        four.sin_port = htons(address.port);
        std::memcpy(&address.storage, &four, address.size = sizeof four);
    } else if (::inet_pton(AF_INET6, host.c_str(), &six.sin6_addr) == 1) {
        six.sin6_family = AF_INET6;
        six.sin6_port = htons(address.port);
        std::memcpy(&address.storage, &six, address.size = sizeof six);
    } else {
        return permanent(cat("no IP address: <", host, "> in <", place, ">"));
    }
    return address;
}

Error cannot_listen(const std::string& place, const Address& address, int why)
{
    auto error = system_error("listen on " + place, why);
    if (why != EADDRINUSE) return error;
    const auto holder = port_holder(address.port);
    return permanent(cat(error.what,
                         holder.empty() ? "" : ", held by ",
                         holder,
                         "; stop that program or choose another port with --listen or "
                         "$inet_socket_port"));
}

struct HostAndPort {
    std::string host; ///< the path of a unix socket
    unsigned port = 0;
};

template <typename T>
T as(const sockaddr_storage& from)
{
    T to;
    std::memcpy(&to, &from, sizeof to);
    return to;
}

HostAndPort text_of(const sockaddr_storage& from)
{
    char text[INET6_ADDRSTRLEN] = "";
    if (from.ss_family == AF_UNIX) {
        const auto local = as<sockaddr_un>(from);
        return {std::string(local.sun_path,
                            ::strnlen(local.sun_path, sizeof local.sun_path)),
                0};
    }
    if (from.ss_family == AF_INET) {
        const auto four = as<sockaddr_in>(from);
        ::inet_ntop(AF_INET, &four.sin_addr, text, sizeof text);
        return {text, ntohs(four.sin_port)};
    }
    const auto six = as<sockaddr_in6>(from);
    // A client of IPv4 at a socket for both: told as what it is.
    if (IN6_IS_ADDR_V4MAPPED(&six.sin6_addr))
        ::inet_ntop(AF_INET, six.sin6_addr.s6_addr + 12, text, sizeof text);
    else
        ::inet_ntop(AF_INET6, &six.sin6_addr, text, sizeof text);
    return {text, ntohs(six.sin6_port)};
}

Listener no_such_family(const std::string& place)
{
    return Listener{place, os::Fd(), false};
}

Result<Listener> listen_inet(const std::string& place)
{
    const auto address = parse_place(place);
    if (!address) return address.error();
    os::Fd socket(::socket(
        address->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket && errno == EAFNOSUPPORT) return no_such_family(place);
    if (!socket) return system_error("make a socket for " + place, errno);
    const int on = 1;
    ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (address->storage.ss_family == AF_INET6)
        ::setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    const auto* where = reinterpret_cast<const sockaddr*>(&address->storage);
    if (::bind(socket.get(), where, address->size) != 0) {
        const bool no_ipv6 =
            errno == EADDRNOTAVAIL && address->storage.ss_family == AF_INET6;
        if (no_ipv6) return no_such_family(place);
        return cannot_listen(place, *address, errno);
    }
    if (::listen(socket.get(), SOMAXCONN) != 0)
        return cannot_listen(place, *address, errno);
    return Listener{place, std::move(socket), false};
}

// False also for one that nobody listens on any more.
bool is_in_use(const sockaddr_un& address)
{
    const os::Fd socket(
        ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    return ::connect(socket.get(),
                     reinterpret_cast<const sockaddr*>(&address),
                     sizeof address) == 0 ||
           errno != ECONNREFUSED;
}

Status make_room(const sockaddr_un& address)
{
    struct stat about {};
    const std::string path = address.sun_path;
    if (::lstat(path.c_str(), &about) != 0) return {};
    if (!S_ISSOCK(about.st_mode))
        return permanent(
            cat("listen on ", path, ": a file that is no socket is there"));
    if (is_in_use(address))
        return permanent(cat("listen on ", path, ": another program listens there"));
    if (::unlink(path.c_str()) != 0) return system_error("unlink " + path, errno);
    return {};
}

Status dress(const std::string& path, const SocketFile& file)
{
    const passwd* user =
        file.user.empty() || ::geteuid() != 0 ? nullptr : ::getpwnam(file.user.c_str());
    if (user != nullptr && ::chown(path.c_str(), user->pw_uid, user->pw_gid) != 0)
        return system_error("chown " + path, errno);
    if (file.mode && ::chmod(path.c_str(), *file.mode) != 0)
        return system_error("chmod " + path, errno);
    return {};
}

Result<Listener> listen_unix(const std::string& place, const SocketFile& file)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (place.size() >= sizeof address.sun_path)
        return permanent(cat("listen on ", place, ": the path is too long"));
    place.copy(address.sun_path, place.size());
    if (auto room = make_room(address); !room) return room.error();
    os::Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket) return system_error("make a socket for " + place, errno);
    if (::bind(socket.get(),
               reinterpret_cast<const sockaddr*>(&address),
               sizeof address) != 0)
        return system_error("listen on " + place, errno);
    if (auto dressed = dress(place, file); !dressed) return dressed.error();
    if (::listen(socket.get(), SOMAXCONN) != 0)
        return system_error("listen on " + place, errno);
    return Listener{place, std::move(socket), false};
}

} // namespace

Result<SocketFile> socket_file(const config::Settings& settings)
{
    SocketFile file;
    const auto mode = settings.as_count("$unix_socket_mode", 0, 07777);
    if (!mode) return mode.error();
    if (*mode) file.mode = static_cast<unsigned>(**mode);
    const auto user = settings.as_text("$daemon_user");
    if (!user) return user.error();
    if (settings.has("$daemon_user")) file.user = user->value_or("");
    return file;
}

Result<Listener> listen_on(const std::string& place, const SocketFile& file)
{
    return place.starts_with('/') ? listen_unix(place, file) : listen_inet(place);
}

Result<Listener> adopt(os::Fd socket)
{
    const int flags = ::fcntl(socket.get(), F_GETFL);
    if (flags < 0 || ::fcntl(socket.get(), F_SETFL, flags | O_NONBLOCK) != 0)
        return system_error("a socket that was handed over", errno);
    auto place = place_of(socket.get());
    return Listener{std::move(place), std::move(socket), true};
}

std::string place_of(int socket)
{
    sockaddr_storage here{};
    socklen_t size = sizeof here;
    if (::getsockname(socket, reinterpret_cast<sockaddr*>(&here), &size) != 0)
        return "";
    const auto address = text_of(here);
    return address.port == 0 ? address.host
                             : cat("[", address.host, "]:", address.port);
}

std::string peer_address(int socket)
{
    sockaddr_storage there{};
    socklen_t size = sizeof there;
    if (::getpeername(socket, reinterpret_cast<sockaddr*>(&there), &size) != 0)
        return "";
    const auto address = text_of(there);
    return address.port == 0 ? "" : address.host;
}

} // namespace chainmail::supervisor
