// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "chain.h"

#include "os/clock.h"
#include "reply_check.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <poll.h>
#include <unistd.h>

namespace chainmail::smtp_in {

namespace {

// smtp-out waits up to 600 s for the truth behind its final dot. Later than this nobody
// can know anything any more.
constexpr std::uint64_t last_guard_ms = 630'000;
// After POLLOUT a pipe takes this much without making us wait.
constexpr std::size_t write_size = PIPE_BUF;

// False: `until_ms` is past.
Result<bool> wait_until(std::uint64_t until_ms, pollfd* fds, nfds_t count)
{
    for (;;) {
        const auto now = os::monotonic_ms();
        if (now >= until_ms) return false;
        const auto left = std::min<std::uint64_t>(until_ms - now, INT_MAX);
        const int ready = ::poll(fds, count, static_cast<int>(left));
        if (ready > 0) return true;
        if (ready < 0 && errno != EINTR) return system_error("poll", errno);
    }
}

} // namespace

Status Chain::ask()
{
    if (asked_) return {};
    asked_ = true;
    auto links = start_();
    if (!links) {
        cut_ = true;
        return links.error();
    }
    links_ = std::move(*links);
    if (!links_.ask) return {};
    auto asked = os::write_all(links_.ask.get(), "+");
    cut_ = !asked;
    return asked;
}

Status Chain::await_programs(std::uint64_t deadline_ms)
{
    if (!links_.ask) return {};
    pollfd one{links_.ask.get(), POLLIN, 0};
    const auto ready = wait_until(deadline_ms, &one, 1);
    if (!ready) return ready.error();
    if (!*ready) return temporary("its programs were not there in time");
    char answer = 0;
    const auto n = os::read_some(links_.ask.get(), &answer, 1);
    if (!n || *n == 0) return temporary("its programs cannot be had");
    links_.ask.reset();
    return {};
}

Status Chain::write_more(std::string_view& record)
{
    const auto n = ::write(
        links_.records.get(), record.data(), std::min(record.size(), write_size));
    if (n > 0) record.remove_prefix(static_cast<std::size_t>(n));
    if (n < 0 && errno != EINTR && errno != EAGAIN)
        return system_error("write the record", errno);
    return {};
}

Result<std::size_t> Chain::read_reply_bytes(char* to, std::size_t size)
{
    auto n = os::read_some(links_.reply.get(), to, size);
    if (n) unused_ += *n;
    return n;
}

Status Chain::read_more()
{
    const auto more = replies_.fill();
    if (!more) return more.error();
    if (!*more) return temporary("it ended without an answer");
    if (unused_ > wire::Limits::record_bytes)
        return temporary("an answer without an end");
    return {};
}

Status
Chain::exchange(std::string_view record, const wire::Envelope& envelope, int client)
{
    while (!replies_.has_record()) {
        pollfd fds[] = {{links_.reply.get(), POLLIN, 0},
                        {record.empty() ? -1 : links_.records.get(), POLLOUT, 0},
                        {client, 0, 0}};
        const auto ready = wait_until(envelope.deadline_ms + last_guard_ms, fds, 3);
        if (!ready) return ready.error();
        if (!*ready) return temporary("no answer");
        // Nobody to tell the end to: smtp-out sees us leave and drops the mail before
        // its final dot, so that the client's next try is not a second copy.
        if (fds[2].revents != 0) return temporary("the client is gone");
        if (fds[0].revents != 0) {
            if (!record.empty())
                return temporary("an answer before the record was read");
            if (auto read = read_more(); !read) return read;
        }
        if (fds[1].revents != 0)
            if (auto written = write_more(record); !written) return written;
    }
    return {};
}

Result<wire::Reply> Chain::take_reply(const wire::Envelope& envelope)
{
    const auto record = replies_.next();
    if (!record) return record.error();
    if (!*record) return internal("a reply that was there is gone");
    auto reply = check_reply(**record, envelope);
    // The first answer is the truth about this mail; who says more than that is not to
    // be given another.
    unused_ -= (*record)->text().size() + 1;
    if (unused_ != 0) cut();
    return reply;
}

Result<wire::Reply> Chain::try_pass(const wire::Envelope& envelope, int client)
{
    if (auto there = await_programs(envelope.deadline_ms); !there) return there.error();
    wire::Builder builder;
    wire::write_envelope(envelope, builder);
    const auto record = builder.finish();
    if (!record) return record.error();
    if (links_.envelope) {
        const auto kept = os::pwrite_all(links_.envelope.get(), *record, 0);
        if (!kept) return kept.error();
    }
    // Before the record goes out: smtp-out moves it when it comes to its final dot.
    slot_.due_ms = envelope.deadline_ms;
    if (auto done = exchange(*record, envelope, client); !done) return done.error();
    return take_reply(envelope);
}

Result<wire::Reply> Chain::pass(const wire::Envelope& envelope, int client)
{
    if (cut_) return temporary("it is gone");
    auto reply = try_pass(envelope, client);
    if (!reply) cut();
    return reply;
}

// Who still works on the message sees both pipes close and delivers nothing.
void Chain::cut()
{
    cut_ = true;
    links_.records.reset();
    links_.reply.reset();
}

} // namespace chainmail::smtp_in
