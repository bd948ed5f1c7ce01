// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "chainmail/places.h"
#include "unit/check.h"

using namespace chainmail;

namespace {

std::string joined(const std::vector<std::string>& places)
{
    std::string all;
    for (const auto& place : places)
        all += place + " ";
    return all;
}

std::string places(const std::string& settings)
{
    const auto read = config::read_text("test", settings);
    if (!read) return read.error().what;
    const auto places = supervisor::listen_places(*read);
    return places ? joined(*places) : places.error().what;
}

std::string element(const char* element)
{
    const auto places = supervisor::places_of(element, {"127.0.0.1", "::1"});
    return places ? joined(*places) : "none";
}

} // namespace

TEST(every_port_at_every_address)
{
    CHECK_EQUAL(places("$inet_socket_bind = ['127.0.0.1', '[::1]'];"
                       "$inet_socket_port = [10024, 10026,];"),
                "[127.0.0.1]:10024 [::1]:10024 [127.0.0.1]:10026 [::1]:10026 ");
    CHECK_EQUAL(places("$inet_socket_bind = '127.0.0.2'; $inet_socket_port = 2525;"),
                "[127.0.0.2]:2525 ");
    CHECK_EQUAL(places("$inet_socket_bind = undef; $inet_socket_port = 2525;"),
                "[0.0.0.0]:2525 [::]:2525 ");
    CHECK_EQUAL(places("$inet_socket_bind = '*'; $inet_socket_port = 2525;"),
                "[0.0.0.0]:2525 [::]:2525 ");
}

TEST(nothing_to_listen_on)
{
    CHECK_EQUAL(places("$inet_socket_port = undef;"),
                "test:1:1: $inet_socket_port: nothing to listen on: <undef>");
}

TEST(elements_of_listen_sockets)
{
    CHECK_EQUAL(element("10026"), "[127.0.0.1]:10026 [::1]:10026 ");
    CHECK_EQUAL(element("10026/tcp"), "[127.0.0.1]:10026 [::1]:10026 ");
    CHECK_EQUAL(element("192.0.2.1:10026"), "[192.0.2.1]:10026 ");
    CHECK_EQUAL(element("inet:192.0.2.1:10026"), "[192.0.2.1]:10026 ");
    CHECK_EQUAL(element("[::1]:10026"), "[::1]:10026 ");
    CHECK_EQUAL(element("inet6:[::1]:10026"), "[::1]:10026 ");
    CHECK_EQUAL(element("*:10026"), "[0.0.0.0]:10026 [::]:10026 ");
    CHECK_EQUAL(element("/var/x.sock"), "/var/x.sock ");
    CHECK_EQUAL(element("/var/x.sock|unix"), "/var/x.sock ");
    CHECK_EQUAL(element("unix:/var/x.sock"), "/var/x.sock ");
    for (const char* none :
         {"x", "0", "70000", "unix:x", "x|unix", "[::1]:", "1.2.3.4:x"})
        CHECK_EQUAL(element(none), "none");
}
