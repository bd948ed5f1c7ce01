// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The loop of a resident, without a database: many clients, some of them hostile.
#include "lookup/server.h"

#include "../check.h"
#include "lookup/client.h"
#include "os/clock.h"
#include "os/socket_message.h"
#include "stage/handover.h"

#include <csignal>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace chainmail;
using namespace chainmail::lookup;

namespace {

// A lookup of its own process.
class Resident {
public:
    Resident()
    {
        ::signal(SIGPIPE, SIG_IGN);
        auto pair = os::make_socket_pair();
        pid_ = ::fork();
        if (pid_ == 0) {
            pair->read.reset();
            // What it says of bad clients is not of this test.
            ::dup2(::open("/dev/null", O_WRONLY), 2);
            Server server;
            const auto settings = config::read_text("conf", "");
            if (!server.load(*settings)) ::_exit(1);
            ::_exit(server.serve_all(pair->write.get()) ? 0 : 2);
        }
        control_ = std::move(pair->read);
    }
    ~Resident()
    {
        if (pid_ > 0) ::kill(pid_, SIGKILL);
    }

    os::Fd connect()
    {
        int ends[2];
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return {};
        const os::Fd theirs(ends[1]);
        os::Fd ours(ends[0]);
        stage::Request request;
        request.count = 1;
        const int fds[] = {theirs.get()};
        CHECK(os::send_message(control_.get(), stage::bytes_of(request), fds));
        return ours;
    }
    bool send(std::string_view bytes, std::span<const int> fds)
    {
        return static_cast<bool>(os::send_message(control_.get(), bytes, fds));
    }
    // Its exit status after the supervisor has closed.
    int end()
    {
        control_.reset();
        int status = 0;
        ::waitpid(std::exchange(pid_, 0), &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
    }

private:
    os::Fd control_;
    pid_t pid_ = 0;
};

bool is_answered(const os::Fd& fd, std::uint64_t number)
{
    const Question question{
        number, os::monotonic_ms() + 5000, {{"a@b", false}, {"c@d", true}}, {}};
    const auto answer = Client(fd.get()).ask(question);
    return answer && answer->number == number && answer->rows.size() == 2;
}

// Whether the other end is closed, after what it may still have sent.
bool is_closed(const os::Fd& fd)
{
    char block[4096];
    for (;;) {
        pollfd one{fd.get(), POLLIN, 0};
        if (::poll(&one, 1, 5000) != 1) return false;
        const ssize_t n = ::read(fd.get(), block, sizeof block);
        if (n <= 0) return true;
    }
}

} // namespace

TEST(clients_are_served_until_the_supervisor_goes)
{
    Resident resident;
    std::vector<os::Fd> clients;
    for (int i = 0; i < 40; ++i)
        clients.push_back(resident.connect());
    for (std::uint64_t number = 1; number <= 3; ++number)
        for (const auto& client : clients)
            CHECK(is_answered(client, number));
    CHECK_EQUAL(resident.end(), 0);
    CHECK(is_closed(clients.front()));
}

TEST(a_hostile_client_is_closed_and_nobody_else)
{
    Resident resident;
    const auto good = resident.connect();
    CHECK(is_answered(good, 1));
    for (const std::string bad : {"nonsense\n\n",
                                  "\n\n",
                                  "question=1\nquestion=1\n\n",
                                  "question=1\x01\n\n",
                                  "question=18446744073709551616\n\n"}) {
        const auto client = resident.connect();
        CHECK(os::write_all(client.get(), bad));
        CHECK(is_closed(client));
        CHECK(is_answered(good, 2));
    }
    CHECK_EQUAL(resident.end(), 0);
}

TEST(a_question_without_an_end_is_bounded)
{
    Resident resident;
    const auto good = resident.connect();
    const auto flood = resident.connect();
    const std::string line = "recipient=0\t" + std::string(1000, 'x') + "\n";
    bool written = true;
    for (int i = 0; written && i < 20'000; ++i)
        written = static_cast<bool>(os::write_all(flood.get(), line));
    CHECK(!written);
    CHECK(is_answered(good, 1));
    CHECK_EQUAL(resident.end(), 0);
}

TEST(many_questions_at_once_are_answered_one_after_the_other)
{
    Resident resident;
    const auto client = resident.connect();
    CHECK(os::write_all(client.get(), "question=1\n\nquestion=2\n\nquestion=3\n\n"));
    ::shutdown(client.get(), SHUT_WR);
    std::string got;
    char block[4096];
    for (ssize_t n = 0; (n = ::read(client.get(), block, sizeof block)) > 0;)
        got.append(block, static_cast<std::size_t>(n));
    CHECK_EQUAL(got,
                "answer=1\nrecipients=0\n\nanswer=2\nrecipients=0\n\n"
                "answer=3\nrecipients=0\n\n");
}

TEST(a_client_that_goes_with_its_answer_unread_harms_nobody)
{
    Resident resident;
    const auto good = resident.connect();
    std::string many = "question=1\n";
    for (int i = 0; i < 19'000; ++i)
        many += "recipient=0\tx\n";
    {
        const auto client = resident.connect();
        CHECK(os::write_all(client.get(), many + "\n"));
    }
    CHECK(is_answered(good, 1));
    CHECK_EQUAL(resident.end(), 0);
}

TEST(a_request_that_makes_no_sense_ends_it)
{
    for (const bool with_fd : {false, true}) {
        Resident resident;
        stage::Request request;
        request.count = with_fd ? 2 : 1;
        const int fds[] = {0};
        CHECK(resident.send(stage::bytes_of(request),
                            std::span<const int>(fds, with_fd ? 1U : 0U)));
        CHECK_EQUAL(resident.end(), 2);
    }
}
