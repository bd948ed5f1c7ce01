// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "smtp-out/connection.h"

#include "os/clock.h"
#include "tests/unit/check.h"

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <sys/un.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace chainmail;
using namespace chainmail::smtp_out;

namespace {

// A Unix-domain socket that takes one connection at a time.
struct Listener {
    std::string directory = "/tmp/chainmail-test.XXXXXX";
    std::string path;
    os::Fd fd{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};

    Listener()
    {
        path = std::string(::mkdtemp(directory.data())) + "/socket";
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        CHECK(::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) ==
              0);
        CHECK(::listen(fd.get(), 0) == 0);
    }
    ~Listener()
    {
        ::unlink(path.c_str());
        ::rmdir(directory.c_str());
    }

    Address address() const
    {
        return addresses_of(parse_method("smtp:" + path).value(), {}).value().front();
    }
};

} // namespace

TEST(a_full_queue_is_waited_for)
{
    const Listener listener;
    std::vector<Connection> waiting;
    for (;;) {
        auto next = Connection::open(listener.address(), 0);
        if (!next) {
            CHECK_EQUAL(next.error().what, "connect: Connection timed out");
            break;
        }
        waiting.push_back(std::move(*next));
        CHECK(waiting.size() < 10);
    }
    std::thread server([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        ::close(::accept(listener.fd.get(), nullptr, nullptr));
    });
    CHECK(static_cast<bool>(Connection::open(listener.address(), 10'000)));
    server.join();
}

TEST(a_send_has_one_end_however_much_there_is)
{
    const Listener listener;
    auto connection = Connection::open(listener.address(), 1000);
    CHECK(static_cast<bool>(connection));
    const os::Fd server(::accept(listener.fd.get(), nullptr, nullptr));
    std::atomic<bool> over = false;
    // One who reads a little again and again.
    std::thread reader([&] {
        char block[1024];
        while (!over && ::read(server.get(), block, sizeof block) > 0)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
    });
    const auto begun = os::monotonic_ms();
    CHECK(connection->send(std::string(8U << 20U, 'x'), 100) ==
          Connection::Io::timed_out);
    CHECK(os::monotonic_ms() - begun >= 100);
    over = true;
    reader.join();
}

TEST(a_reply_has_one_end_however_slowly_it_comes)
{
    const Listener listener;
    auto connection = Connection::open(listener.address(), 1000);
    CHECK(static_cast<bool>(connection));
    const os::Fd server(::accept(listener.fd.get(), nullptr, nullptr));
    const auto end_ms = os::monotonic_ms() + 60;
    std::string got;
    CHECK(::write(server.get(), "2", 1) == 1);
    CHECK(connection->receive(got, end_ms) == Connection::Io::done);
    CHECK(connection->receive(got, end_ms) == Connection::Io::timed_out);
    CHECK(os::monotonic_ms() >= end_ms);
    CHECK(::write(server.get(), "5", 1) == 1);
    // What is there is taken even then.
    CHECK(connection->receive(got, end_ms) == Connection::Io::done);
    CHECK_EQUAL(got, "25");
}
