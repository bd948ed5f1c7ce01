// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "smtp-in/client.h"

#include "os/clock.h"
#include "os/fd.h"
#include "tests/unit/check.h"

#include <csignal>
#include <unistd.h>

namespace {

using namespace chainmail;
using smtp_in::Client;
using smtp_in::StopSignal;
using Event = Client::Event;

struct Setup {
    os::Pipe in = std::move(*os::make_pipe());
    os::Pipe out = std::move(*os::make_pipe());
    stage::Slot slot{};
    StopSignal stop;
    Client client{in.read.get(), out.write.get(), 100, stop, slot};

    void send(std::string_view bytes) { CHECK(os::write_all(in.write.get(), bytes)); }
    std::string said()
    {
        char block[4096];
        const auto n = ::read(out.read.get(), block, sizeof block);
        return {block, static_cast<std::size_t>(n)};
    }
    // The next line, or what came instead.
    std::string next()
    {
        std::string_view line;
        switch (client.next_line(line)) {
        case Event::ready:
            return std::string(line);
        case Event::long_line:
            return "(long)";
        case Event::timed_out:
            return "(timed out)";
        case Event::stopped:
            return "(stopped)";
        case Event::gone:
            return "(gone)";
        }
        return "";
    }
};

TEST(lines)
{
    Setup s;
    s.send("one\r\ntwo\nth");
    CHECK_EQUAL(s.next(), "one");
    CHECK_EQUAL(s.next(), "two");
    s.send("ree\r");
    s.send("\n\r\nfour\r\r\n");
    CHECK_EQUAL(s.next(), "three");
    CHECK_EQUAL(s.next(), "");
    CHECK_EQUAL(s.next(), "four\r");
    s.send("half");
    s.in.write.reset();
    CHECK_EQUAL(s.next(), "(gone)");
}

TEST(long_lines)
{
    Setup s;
    s.send(std::string(4094, 'x') + "\r\n" + std::string(4095, 'y') + "\r\nnext\r\n");
    CHECK_EQUAL(s.next().size(), 4094U);
    CHECK_EQUAL(s.next(), "(long)");
    CHECK_EQUAL(s.next(), "next");
    s.send(std::string(5000, 'z'));
    CHECK_EQUAL(s.next(), "(timed out)");
    s.send(std::string(60000, 'z') + "\nend\n");
    CHECK_EQUAL(s.next(), "(long)");
    CHECK_EQUAL(s.next(), "end");
}

TEST(replies_are_kept_until_there_is_nothing_to_read)
{
    Setup s;
    s.send("a\nb\n");
    CHECK_EQUAL(s.next(), "a");
    s.client.say("1\r\n");
    CHECK_EQUAL(s.next(), "b");
    s.client.say("2\r\n");
    CHECK_EQUAL(s.next(), "(timed out)");
    CHECK_EQUAL(s.said(), "1\r\n2\r\n");
}

TEST(a_wait_is_on_the_page_of_numbers)
{
    Setup s;
    const auto before = os::monotonic_ms();
    CHECK_EQUAL(s.next(), "(timed out)");
    CHECK(os::monotonic_ms() >= before + 100);
    CHECK(s.slot.due_ms > before + 100);
    CHECK(s.slot.due_ms < before + 60'000);
}

TEST(a_slow_line_has_one_time_limit)
{
    Setup s;
    const auto before = os::monotonic_ms();
    // The other end sends a byte every 40 ms, as a process of its own.
    const auto pid = ::fork();
    if (pid == 0) {
        for (int i = 0; i < 50; ++i) {
            ::usleep(40'000);
            if (::write(s.in.write.get(), "x", 1) != 1) break;
        }
        ::_exit(0);
    }
    CHECK_EQUAL(s.next(), "(timed out)");
    CHECK(os::monotonic_ms() < before + 1000);
    ::kill(pid, SIGKILL);
}

TEST(sigterm_is_seen_when_waiting_for_a_line)
{
    Setup s;
    s.send("first\nsecond\n");
    CHECK_EQUAL(s.next(), "first");
    ::raise(SIGTERM);
    CHECK_EQUAL(s.next(), "second");
    CHECK_EQUAL(s.next(), "(stopped)");
    CHECK_EQUAL(s.next(), "(stopped)");
    s.send("data");
    CHECK(s.client.more() == Event::ready);
    CHECK_EQUAL(s.client.buffered(), "data");
}

TEST(sigterm_is_seen_although_there_is_always_input)
{
    Setup s;
    ::raise(SIGTERM);
    s.send("a line\n");
    CHECK_EQUAL(s.next(), "(stopped)");
}

TEST(a_reader_that_is_gone)
{
    Setup s;
    ::signal(SIGPIPE, SIG_IGN);
    s.out.read.reset();
    s.client.say("250 Ok\r\n");
    CHECK(s.client.flush() == Event::gone);
    s.send("a\n");
    CHECK_EQUAL(s.next(), "(gone)");
}

} // namespace
