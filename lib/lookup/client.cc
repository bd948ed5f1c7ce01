// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "lookup/client.h"

#include "base/text.h"
#include "os/clock.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace chainmail::lookup {

namespace {

constexpr std::uint64_t longest_ms = 30'000;

Status wait_for(int fd, short events, std::uint64_t until_ms)
{
    for (;;) {
        const auto now = os::monotonic_ms();
        if (now >= until_ms) return temporary("lookup: no answer in time");
        pollfd one{fd, events, 0};
        const int n = ::poll(&one, 1, static_cast<int>(until_ms - now));
        if (n > 0) return {};
        if (n < 0 && errno != EINTR) return system_error("lookup: poll", errno);
    }
}

} // namespace

Client::Client(int fd) : fd_(fd)
{
    // Not to be caught in a write that nobody reads.
    if (fd >= 0) ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
}

Result<Answer> Client::ask(const Question& question)
{
    const auto text = write(question);
    if (!text) return text.error();
    if (fd_ < 0) return temporary("lookup: it is not running");
    if (!usable_) return temporary("lookup: the connection to it is lost");
    auto answer = exchange(question, *text);
    if (!answer && answer.error().fault != Fault::temporary)
        return temporary(answer.error().what);
    return answer;
}

Result<Answer> Client::exchange(const Question& question, const std::string& text)
{
    usable_ = false;
    auto until_ms = os::monotonic_ms() + longest_ms;
    if (question.deadline_ms != 0) until_ms = std::min(until_ms, question.deadline_ms);
    if (auto sent = send(text, until_ms); !sent) return sent.error();
    const auto record = receive(until_ms);
    if (!record) return record.error();
    if (record->value("answer") != std::to_string(question.number))
        return permanent("lookup: an answer to another question");
    usable_ = true;
    auto answer = parse_answer(*record);
    if (answer &&
        answer->rows.size() != question.recipients.size() + question.others.size())
        return permanent("lookup: an answer for other recipients");
    return answer;
}

Status Client::send(std::string_view text, std::uint64_t until_ms)
{
    while (!text.empty()) {
        const ssize_t n = ::write(fd_, text.data(), text.size());
        if (n >= 0) {
            text.remove_prefix(static_cast<std::size_t>(n));
        } else if (errno == EAGAIN) {
            if (auto ready = wait_for(fd_, POLLOUT, until_ms); !ready) return ready;
        } else if (errno != EINTR) {
            return system_error("lookup", errno);
        }
    }
    return {};
}

Result<wire::Record> Client::receive(std::uint64_t until_ms)
{
    std::string text;
    for (;;) {
        char block[16384];
        const ssize_t n = ::read(fd_, block, sizeof block);
        if (n == 0) return temporary("lookup: it closed the connection");
        if (n < 0 && errno == EAGAIN) {
            if (auto ready = wait_for(fd_, POLLIN, until_ms); !ready)
                return ready.error();
        } else if (n < 0 && errno != EINTR) {
            return system_error("lookup", errno);
        }
        if (n <= 0) continue;
        const auto scanned = text.empty() ? 0 : text.size() - 1;
        text.append(block, static_cast<std::size_t>(n));
        if (const auto end = text.find("\n\n", scanned); end != std::string::npos) {
            text.resize(end + 1);
            return wire::Record::parse(std::move(text));
        }
        if (text.size() > wire::Limits::record_bytes)
            return permanent("lookup: an answer without an end");
    }
}

} // namespace chainmail::lookup
