// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What can be made to happen without another process; the rest is in smtp-in.bats.
#include "smtp-in/chain.h"

#include "os/clock.h"
#include "tests/unit/check.h"

#include <csignal>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using namespace chainmail;
using smtp_in::Chain;
using smtp_in::Links;

// The other ends of the links.
struct Setup {
    os::Pipe records = std::move(*os::make_pipe());
    os::Pipe reply = std::move(*os::make_pipe());
    os::Pipe client = std::move(*os::make_pipe());
    os::Fd ask;
    stage::Slot slot{};
    bool asks = false;
    Chain chain{[this] { return links(); }, slot};

    Result<Links> links()
    {
        Links links;
        links.reply = std::move(reply.read);
        links.records = std::move(records.write);
        if (!asks) return links;
        int ends[2];
        CHECK(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
        links.ask = os::Fd(ends[0]);
        ask = os::Fd(ends[1]);
        return links;
    }
    std::string pass(const wire::Envelope& envelope)
    {
        const auto answer = chain.pass(envelope, client.write.get());
        return answer ? answer->text : "<" + answer.error().what + ">";
    }
    std::string record()
    {
        char block[4096];
        const auto n = os::read_some(records.read.get(), block, sizeof block);
        return n ? std::string(block, *n) : "";
    }
};

wire::Envelope envelope(std::uint64_t deadline_ms)
{
    wire::Envelope e;
    e.id = "00001-01";
    e.seq = 1;
    e.protocol = "ESMTP";
    e.deadline_ms = deadline_ms;
    e.recipients = {{"a@b", "", ""}};
    return e;
}

// Long after the deadline, shortly before nobody can know anything any more.
std::uint64_t nearly_over()
{
    return os::monotonic_ms() - 630'000 + 200;
}

TEST(no_answer_at_all)
{
    Setup s;
    CHECK(s.chain.ask());
    const auto deadline = nearly_over();
    const auto before = os::monotonic_ms();
    CHECK_EQUAL(s.pass(envelope(deadline)), "<no answer>");
    CHECK(os::monotonic_ms() >= before + 100);
    CHECK(s.chain.is_cut());
    CHECK_EQUAL(s.slot.due_ms.load(), deadline);
    CHECK(s.record().ends_with("rcpt.1.addr=a@b\n\n"));
    // The programs see the end of their input.
    CHECK_EQUAL(s.record(), "");
    CHECK_EQUAL(s.pass(envelope(nearly_over())), "<it is gone>");
}

TEST(an_answer_before_the_record)
{
    Setup s;
    CHECK(s.chain.ask());
    CHECK(os::write_all(s.reply.write.get(),
                        "id=00001-01\nseq=1\nreply=250 2.0.0 Ok\n\n"));
    CHECK_EQUAL(s.pass(envelope(nearly_over())),
                "<an answer before the record was read>");
    CHECK(s.chain.is_cut());
}

TEST(the_end_before_the_record)
{
    Setup s;
    CHECK(s.chain.ask());
    s.reply.write.reset();
    CHECK(s.pass(envelope(nearly_over())).starts_with("<"));
    CHECK(s.chain.is_cut());
}

TEST(a_client_that_is_gone)
{
    Setup s;
    CHECK(s.chain.ask());
    s.client.read.reset();
    CHECK_EQUAL(s.pass(envelope(nearly_over())), "<the client is gone>");
}

// The programs behind, as a process of their own: answers one record.
void answer(const Setup& s, std::string_view reply)
{
    if (::fork() != 0) return;
    std::string record;
    char byte = 0;
    while (!record.ends_with("\n\n") &&
           os::read_some(s.records.read.get(), &byte, 1).value() == 1)
        record += byte;
    ::_exit(os::write_all(s.reply.write.get(), reply) ? 0 : 1);
}

TEST(the_supervisor_is_asked_once)
{
    Setup s;
    s.asks = true;
    CHECK(s.chain.ask());
    CHECK(s.chain.ask());
    char block[10];
    CHECK_EQUAL(os::read_some(s.ask.get(), block, sizeof block).value(), 1U);
    CHECK(os::write_all(s.ask.get(), "+"));
    answer(s, "id=00001-01\nseq=1\nreply=250 2.0.0 first\n\n");
    CHECK_EQUAL(s.pass(envelope(os::monotonic_ms() + 5000)), "250 2.0.0 first");
    auto second = envelope(os::monotonic_ms() + 5000);
    second.seq = 2;
    answer(s, "id=00001-01\nseq=2\nreply=250 2.0.0 second\n\n");
    CHECK_EQUAL(s.pass(second), "250 2.0.0 second");
    CHECK(!s.chain.is_cut());
}

TEST(programs_that_cannot_be_had)
{
    Setup s;
    s.asks = true;
    CHECK(s.chain.ask());
    s.ask.reset();
    CHECK_EQUAL(s.pass(envelope(os::monotonic_ms() + 5000)),
                "<its programs cannot be had>");
    CHECK_EQUAL(s.record(), "");
}

TEST(programs_that_do_not_come)
{
    Setup s;
    s.asks = true;
    CHECK(s.chain.ask());
    CHECK_EQUAL(s.pass(envelope(os::monotonic_ms() + 100)),
                "<its programs were not there in time>");
    CHECK_EQUAL(s.record(), "");
}

TEST(nobody_to_ask)
{
    stage::Slot slot{};
    Chain chain([]() -> Result<Links> { return temporary("no"); }, slot);
    CHECK(!chain.ask());
    CHECK(chain.is_cut());
}

} // namespace
