// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "own_program.h"

#include "base/text.h"
#include "os/child.h"
#include "os/clock.h"
#include "os/fd.h"
#include "wire/envelope.h"
#include "wire/reader.h"

#include <array>
#include <csignal>
#include <poll.h>
#include <sys/wait.h>

namespace chainmail::supervisor {

namespace {

using text::cat;

constexpr std::uint64_t patience_ms = 5000;

std::string sample_record(std::uint64_t seq)
{
    wire::Envelope envelope;
    envelope.id = cat("check-", seq);
    envelope.seq = seq;
    envelope.protocol = "ESMTP";
    envelope.sender = "sender@example.net";
    envelope.recipients = {{"recipient@example.com", "", ""}};
    wire::Builder record;
    wire::write_envelope(envelope, record);
    return record.finish().value();
}

// Waits for a whole record, with the program's input still open.
Status
await_answer(wire::Reader& reader, int fd, std::uint64_t seq, const std::string& path)
{
    const auto until = os::monotonic_ms() + patience_ms;
    while (!reader.has_record()) {
        const auto now = os::monotonic_ms();
        pollfd one{fd, POLLIN, 0};
        if (now >= until || ::poll(&one, 1, static_cast<int>(until - now)) != 1)
            return permanent(cat(path,
                                 ": no answer to record ",
                                 seq,
                                 " in 5 s; it has to write each record at once, as tee "
                                 "and sed -u do"));
        const auto more = reader.fill();
        if (!more) return more.error();
        if (!*more) return permanent(cat(path, ": ended before it answered"));
    }
    const auto answer = reader.next();
    if (!answer) return Error{answer.error().fault, path + ": " + answer.error().what};
    const auto envelope = wire::read_envelope(**answer);
    if (!envelope || envelope->id != cat("check-", seq))
        return permanent(path + ": the lines of the record did not come back");
    return {};
}

Status converse(int in, int out, const std::string& path)
{
    wire::Reader reader(out);
    for (std::uint64_t seq = 1; seq <= 2; ++seq) {
        if (const auto sent = os::write_all(in, sample_record(seq)); !sent)
            return permanent(path + ": ended before it had read a record");
        if (auto answered = await_answer(reader, out, seq, path); !answered)
            return answered;
    }
    return {};
}

} // namespace

Status try_own_program(const std::string& path)
{
    auto in = os::make_pipe();
    if (!in) return in.error();
    auto out = os::make_pipe();
    if (!out) return out.error();
    const os::Placed ends[] = {{in->read.get(), 0}, {out->write.get(), 1}};
    const auto pid = os::start_program({path}, ends);
    if (!pid) return pid.error();
    in->read.reset();
    out->write.reset();
    auto done = converse(in->write.get(), out->read.get(), path);
    in->write.reset();
    if (!done) ::kill(*pid, SIGKILL);
    ::waitpid(*pid, nullptr, 0);
    return done;
}

} // namespace chainmail::supervisor
