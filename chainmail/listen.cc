// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "listen.h"

#include "base/text.h"
#include "port_holder.h"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>

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

} // namespace

Result<std::vector<std::string>> listen_places(const config::Settings& settings)
{
    const auto ports = settings.as_texts("$inet_socket_port");
    if (!ports) return ports.error();
    const auto hosts = settings.as_texts("$inet_socket_bind");
    if (!hosts) return hosts.error();
    std::vector<std::string> places;
    for (const auto& host : *hosts)
        for (const auto& port : *ports)
            places.push_back(host.starts_with('[') ? cat(host, ":", port)
                                                   : cat("[", host, "]:", port));
    if (places.empty())
        return settings.refuse("$inet_socket_port", "nothing to listen on");
    return places;
}

Result<Listener> listen_on(const std::string& place)
{
    const auto address = parse_place(place);
    if (!address) return address.error();
    os::Fd socket(::socket(
        address->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket && errno == EAFNOSUPPORT) return Listener{place, os::Fd()};
    if (!socket) return system_error("make a socket for " + place, errno);
    const int on = 1;
    ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (address->storage.ss_family == AF_INET6)
        ::setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    const auto* where = reinterpret_cast<const sockaddr*>(&address->storage);
    if (::bind(socket.get(), where, address->size) != 0) {
        const bool no_ipv6 =
            errno == EADDRNOTAVAIL && address->storage.ss_family == AF_INET6;
        if (no_ipv6) return Listener{place, os::Fd()};
        return cannot_listen(place, *address, errno);
    }
    if (::listen(socket.get(), SOMAXCONN) != 0)
        return cannot_listen(place, *address, errno);
    return Listener{place, std::move(socket)};
}

} // namespace chainmail::supervisor
