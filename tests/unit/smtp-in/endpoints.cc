// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "smtp-in/endpoints.h"

#include "tests/unit/check.h"

#include <arpa/inet.h>
#include <cstring>
#include <netinet/in.h>
#include <sys/un.h>
#include <unistd.h>

namespace {

using namespace chainmail::smtp_in;

template <typename T>
sockaddr_storage store(const T& address)
{
    sockaddr_storage all{};
    std::memcpy(&all, &address, sizeof address);
    return all;
}

sockaddr_storage v4(const char* text, std::uint16_t port)
{
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_port = htons(port);
    ::inet_pton(AF_INET, text, &in.sin_addr);
    return store(in);
}

sockaddr_storage v6(const char* text, std::uint16_t port)
{
    sockaddr_in6 in6{};
    in6.sin6_family = AF_INET6;
    in6.sin6_port = htons(port);
    ::inet_pton(AF_INET6, text, &in6.sin6_addr);
    return store(in6);
}

TEST(internet_addresses)
{
    const auto four = describe_endpoints(v4("127.0.0.1", 10024), v4("192.0.2.7", 4711));
    CHECK_EQUAL(four.interface, "[127.0.0.1]:10024");
    CHECK_EQUAL(four.peer, "192.0.2.7");
    CHECK_EQUAL(four.name, "[127.0.0.1]");
    const auto six = describe_endpoints(v6("::1", 10024), v6("2001:db8::7", 4711));
    CHECK_EQUAL(six.interface, "[::1]:10024");
    CHECK_EQUAL(six.peer, "2001:db8::7");
    CHECK_EQUAL(six.name, "[IPv6:::1]");
    const auto mapped =
        describe_endpoints(v6("::ffff:127.0.0.1", 10024), v6("::ffff:192.0.2.7", 4711));
    CHECK_EQUAL(mapped.interface, "[127.0.0.1]:10024");
    CHECK_EQUAL(mapped.peer, "192.0.2.7");
    CHECK_EQUAL(mapped.name, "[127.0.0.1]");
}

TEST(other_sockets)
{
    sockaddr_un un{};
    un.sun_family = AF_UNIX;
    std::strcpy(un.sun_path, "/run/filter.sock");
    const auto path = describe_endpoints(store(un), {});
    CHECK_EQUAL(path.interface, "/run/filter.sock");
    CHECK_EQUAL(path.peer, "");
    CHECK_EQUAL(path.name, "localhost");
}

TEST(no_socket)
{
    int ends[2];
    CHECK(::pipe(ends) == 0);
    const auto none = find_endpoints(ends[0]);
    CHECK_EQUAL(none.interface + none.peer, "");
    CHECK_EQUAL(none.name, "localhost");
}

} // namespace
