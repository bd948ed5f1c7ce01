// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "endpoints.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <cstring>
#include <netinet/in.h>
#include <sys/un.h>

namespace chainmail::smtp_in {

namespace {

struct Address {
    std::string text; ///< without brackets; "" for anything but an internet address
    unsigned port = 0;
    bool v6 = false;
};

template <typename T>
T as(const sockaddr_storage& from)
{
    T to;
    std::memcpy(&to, &from, sizeof to);
    return to;
}

Address describe_v6(const sockaddr_in6& in6)
{
    char text[INET6_ADDRSTRLEN] = "";
    const auto* bytes = in6.sin6_addr.s6_addr;
    // A client of IPv4 at a socket for both: told as what it is.
    const bool v4 = IN6_IS_ADDR_V4MAPPED(&in6.sin6_addr) != 0;
    if (v4)
        ::inet_ntop(AF_INET, bytes + 12, text, sizeof text);
    else
        ::inet_ntop(AF_INET6, bytes, text, sizeof text);
    return {text, ntohs(in6.sin6_port), !v4};
}

Address describe(const sockaddr_storage& from)
{
    if (from.ss_family == AF_INET6) return describe_v6(as<sockaddr_in6>(from));
    if (from.ss_family != AF_INET) return {};
    const auto in = as<sockaddr_in>(from);
    char text[INET_ADDRSTRLEN] = "";
    ::inet_ntop(AF_INET, &in.sin_addr, text, sizeof text);
    return {text, ntohs(in.sin_port), false};
}

std::string path_of(const sockaddr_storage& from)
{
    if (from.ss_family != AF_UNIX) return "";
    const auto un = as<sockaddr_un>(from);
    return {un.sun_path, ::strnlen(un.sun_path, sizeof un.sun_path)};
}

} // namespace

Endpoints describe_endpoints(const sockaddr_storage& here,
                             const sockaddr_storage& there)
{
    Endpoints ends;
    ends.peer = describe(there).text;
    const auto address = describe(here);
    if (address.text.empty()) {
        ends.interface = path_of(here);
        return ends;
    }
    ends.interface = text::cat('[', address.text, "]:", address.port);
    ends.name = text::cat(address.v6 ? "[IPv6:" : "[", address.text, ']');
    return ends;
}

Endpoints find_endpoints(int fd)
{
    sockaddr_storage here{};
    sockaddr_storage there{};
    socklen_t size = sizeof here;
    if (::getsockname(fd, reinterpret_cast<sockaddr*>(&here), &size) != 0) return {};
    size = sizeof there;
    if (::getpeername(fd, reinterpret_cast<sockaddr*>(&there), &size) != 0) there = {};
    return describe_endpoints(here, there);
}

} // namespace chainmail::smtp_in
