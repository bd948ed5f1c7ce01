// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "chain.h"

#include "base/text.h"
#include "os/child.h"
#include "os/clock.h"

#include <array>
#include <csignal>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace chainmail::mail_scan {

namespace {

using text::cat;

// As $child_timeout, and time for loading millions of signatures when there is no
// resident to do that.
constexpr std::uint64_t message_ms = 480'000;
// A program dies at the deadline by itself.
constexpr std::uint64_t grace_ms = 2'000;
constexpr int ended_programs_ms = 500;

constexpr std::array<const char*, 5> programs{
    "mime-split", "virus-check", "virus-ask", "spam-score", "policy"};

} // namespace

Status Chain::start_one(const std::string& name, const os::Fd& in, const os::Fd& out)
{
    std::vector<std::string> words{os::program_folder() + "/" + name};
    words.insert(words.end(), words_.begin(), words_.end());
    const bool writes_parts = name == "mime-split";
    const std::array<os::Placed, 5> descriptors{
        {{in.get(), 0},
         {out.get(), 1},
         {2, 2},
         {message_->read.get(), 3},
         {(writes_parts ? parts_->write : parts_->read).get(), 4}}};
    const auto pid = os::start_program(words, descriptors);
    if (!pid) return pid.error();
    running_.push_back({name, *pid});
    return {};
}

Status Chain::start()
{
    auto message = os::shared_file(directory_);
    if (!message) return message.error();
    auto parts = os::shared_file(directory_);
    if (!parts) return parts.error();
    message_.emplace(std::move(*message));
    parts_.emplace(std::move(*parts));
    auto first = os::make_pipe();
    if (!first) return first.error();
    auto in = std::move(first->read);
    for (const auto* name : programs) {
        auto pipe = os::make_pipe();
        if (!pipe) return pipe.error();
        if (auto started = start_one(name, in, pipe->write); !started) return started;
        in = std::move(pipe->read);
    }
    records_ = std::move(first->write);
    answers_ = std::move(in);
    reader_.emplace(answers_.get());
    seq_ = 0;
    return {};
}

// Over the message before it: sizes come from the record.
Result<std::string> Chain::write_message(const Message& message)
{
    if (auto written = os::pwrite_all(message_->write.get(), message.text(), 0);
        !written)
        return written.error();
    auto envelope = message.envelope();
    envelope.seq = ++seq_;
    envelope.id = cat("scan-", ::getpid(), "-", seq_);
    envelope.time_ms = os::unix_ms();
    deadline_ms_ = os::monotonic_ms() + message_ms;
    envelope.deadline_ms = deadline_ms_;
    wire::Builder record;
    wire::write_envelope(envelope, record);
    return record.finish();
}

Status Chain::await_record()
{
    while (!reader_->has_record()) {
        const auto now = os::monotonic_ms();
        const auto until = deadline_ms_ + grace_ms;
        pollfd one{answers_.get(), POLLIN, 0};
        if (now >= until || ::poll(&one, 1, static_cast<int>(until - now)) == 0)
            return temporary("no answer in time");
        const auto more = reader_->fill();
        if (!more) return more.error();
        if (!*more) return temporary("its programs ended");
    }
    return {};
}

Result<wire::Record> Chain::exchange(const Message& message)
{
    if (running_.empty())
        if (auto started = start(); !started) return started.error();
    const auto record = write_message(message);
    if (!record) return record.error();
    if (auto sent = os::write_all(records_.get(), *record); !sent) return sent.error();
    if (auto there = await_record(); !there) return there.error();
    auto answer = reader_->next();
    if (!answer) return answer.error();
    if (!*answer) return internal("a record that was there is gone");
    if ((*answer)->value("seq") != std::to_string(seq_))
        return internal("the answer to another message");
    return std::move(**answer);
}

Result<wire::Record> Chain::examine(const Message& message)
{
    auto record = exchange(message);
    if (record) return record;
    auto error = told_by_programs(record.error());
    end();
    return error;
}

// The first in the chain that failed is the reason; those behind it saw an unfinished
// record.
Error Chain::told_by_programs(const Error& error)
{
    records_.reset();
    answers_.reset();
    const auto until = os::monotonic_ms() + ended_programs_ms;
    for (auto& program : running_) {
        int status = 0;
        pid_t pid = 0;
        while ((pid = ::waitpid(program.pid, &status, WNOHANG)) == 0 &&
               os::monotonic_ms() < until)
            ::poll(nullptr, 0, 5);
        if (pid == 0) continue;
        program.pid = -1;
        if (status != 0)
            return temporary(cat(program.name, " ended: ", os::how_it_ended(status)));
    }
    return error;
}

void Chain::end()
{
    records_.reset();
    answers_.reset();
    for (const auto& program : running_) {
        if (program.pid < 0) continue;
        // They hold nothing that would be lost; one that was stopped ends, too.
        ::kill(program.pid, SIGKILL);
        ::waitpid(program.pid, nullptr, 0);
    }
    running_.clear();
    reader_.reset();
    message_.reset();
    parts_.reset();
}

} // namespace chainmail::mail_scan
