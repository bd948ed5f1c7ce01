// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "lookup/client.h"

#include "../check.h"
#include "os/clock.h"
#include "os/fd.h"

#include <csignal>
#include <sys/socket.h>

using namespace chainmail;
using namespace chainmail::lookup;

namespace {

struct Pair {
    os::Fd ours, theirs;
};

Pair make_pair()
{
    int ends[2] = {-1, -1};
    ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends);
    return {os::Fd(ends[0]), os::Fd(ends[1])};
}

Question question(std::uint64_t number, std::uint64_t wait_ms = 10'000)
{
    return {number, os::monotonic_ms() + wait_ms, {{"john@example.com", true}}, {}};
}

// What ask() says when `answer` lies there already.
std::string asked(const std::string& answer)
{
    auto pair = make_pair();
    if (!os::write_all(pair.theirs.get(), answer)) return "cannot write";
    ::shutdown(pair.theirs.get(), SHUT_WR);
    Client client(pair.ours.get());
    const auto result = client.ask(question(5));
    if (!result)
        return (result.error().fault == Fault::temporary ? "" : "NOT TEMPORARY ") +
               result.error().what;
    return result->rows.at(0).empty() ? "no row" : result->rows[0][0].at(0).first;
}

} // namespace

TEST(an_answer_is_taken_and_the_next_question_asked)
{
    auto pair = make_pair();
    Client client(pair.ours.get());
    for (const std::uint64_t number : {1U, 2U}) {
        Answer answer;
        answer.number = number;
        answer.rows = {{{{"local", "Y"}}}};
        CHECK(os::write_all(pair.theirs.get(), *write(answer)));
        const auto result = client.ask(question(number));
        CHECK(result);
        CHECK_EQUAL(result->rows[0][0][0].second.value_or(""), "Y");
    }
}

TEST(a_failed_lookup_leaves_the_connection_usable)
{
    auto pair = make_pair();
    Client client(pair.ours.get());
    CHECK(os::write_all(pair.theirs.get(), write_failure(1, "no database")));
    const auto failed = client.ask(question(1));
    CHECK(!failed);
    CHECK_EQUAL(failed.error().what, "lookup: no database");
    CHECK(os::write_all(pair.theirs.get(), *write(Answer{2, {{}}, {}})));
    CHECK(client.ask(question(2)));
}

TEST(everything_that_goes_wrong_is_temporary)
{
    ::signal(SIGPIPE, SIG_IGN);
    CHECK_EQUAL(asked("answer=5\nrecipients=1\nrow=0\tlocal=1\n\n"), "local");
    CHECK_EQUAL(asked("answer=5\nrecipients=1\n\n"), "no row");
    CHECK_EQUAL(asked(""), "lookup: it closed the connection");
    CHECK_EQUAL(asked("answer=5\nrecipients=1\n"), "lookup: it closed the connection");
    CHECK_EQUAL(asked("answer=4\nrecipients=1\n\n"),
                "lookup: an answer to another question");
    CHECK_EQUAL(asked("answer=5\nrecipients=2\n\n"),
                "lookup: an answer for other recipients");
    CHECK_EQUAL(asked("no record\n\n"), "record line 1: no \"=\": no record");
    Client nobody(-1);
    const auto result = nobody.ask(question(1));
    CHECK(!result && result.error().fault == Fault::temporary);
}

TEST(a_time_out_is_the_end_of_the_connection)
{
    auto pair = make_pair();
    Client client(pair.ours.get());
    const auto begin = os::monotonic_ms();
    const auto late = client.ask(question(1, 200));
    CHECK(!late);
    CHECK_EQUAL(late.error().what, "lookup: no answer in time");
    CHECK(os::monotonic_ms() - begin >= 200 && os::monotonic_ms() - begin < 5000);
    // The late answer must not be taken for one to the next question.
    CHECK(os::write_all(pair.theirs.get(), *write(Answer{1, {{}}, {}})));
    const auto next = client.ask(question(1));
    CHECK(!next);
    CHECK_EQUAL(next.error().what, "lookup: the connection to it is lost");
}
