// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "chainmail/listen.h"
#include "unit/check.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace chainmail;

TEST(places_that_are_none_are_refused)
{
    for (const char* place : {"localhost:10024",
                              "[127.0.0.1]",
                              "[127.0.0.1]:0",
                              "[127.0.0.1]:70000",
                              "[::1:10024",
                              ":10024"})
        CHECK(!supervisor::listen_on(place, {}));
}

TEST(a_port_in_use_names_its_holder)
{
    const os::Fd other(::socket(AF_INET, SOCK_STREAM, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(::bind(other.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) ==
          0);
    CHECK(::listen(other.get(), 1) == 0);
    socklen_t size = sizeof address;
    ::getsockname(other.get(), reinterpret_cast<sockaddr*>(&address), &size);
    const auto place = "[127.0.0.1]:" + std::to_string(ntohs(address.sin_port));
    const auto listener = supervisor::listen_on(place, {});
    CHECK(!listener);
    const auto self = "(pid " + std::to_string(::getpid()) + ")";
    CHECK(listener.error().what.find("held by ") != std::string::npos);
    CHECK(listener.error().what.find(self) != std::string::npos);
}
