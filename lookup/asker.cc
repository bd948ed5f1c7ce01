// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "asker.h"

#include "base/text.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace chainmail::lookup {

namespace {

void make_non_blocking(int fd)
{
    ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
}

bool is_wait(int error)
{
    return error == EAGAIN || error == EINTR;
}

} // namespace

Asker::Asker(os::Fd in, os::Fd out) : in_(std::move(in)), out_(std::move(out))
{
    // With an output of its own it is the one client of a shell: nobody else waits, and
    // a terminal or pipe is not ours to change.
    if (!out_) make_non_blocking(in_.get());
}

pollfd Asker::polled() const
{
    // Without POLLIN a socket still tells that its other end is gone. A pipe's writer
    // may be gone, as in a shell, and the answer wanted.
    const bool watches = !ended_ && !(busy_ && out_);
    int events = busy_ ? 0 : POLLIN;
    if (!unsent_.empty()) events |= POLLOUT;
    return {watches ? in_.get() : -1, static_cast<short>(events), 0};
}

Status Asker::proceed(short events)
{
    if (!unsent_.empty())
        if (auto sent = send(); !sent) return sent;
    // The answer to one who has gone is of no use.
    if (busy_ && (events & (POLLHUP | POLLERR)) != 0) over_ = true;
    if (!busy_ && (events & ~POLLOUT) != 0)
        if (auto received = receive(); !received) return received;
    return {};
}

Status Asker::receive()
{
    char block[16384];
    const ssize_t n = ::read(in_.get(), block, sizeof block);
    if (n < 0 && is_wait(errno)) return {};
    if (n < 0) return system_error("read from a client", errno);
    if (n == 0) {
        ended_ = over_ = true;
        if (!received_.empty()) return temporary("a client ended inside a question");
        return {};
    }
    received_.append(block, static_cast<std::size_t>(n));
    return {};
}

Result<std::optional<Question>> Asker::take_question()
{
    if (busy_ || over_) return std::optional<Question>{};
    const auto end = received_.find("\n\n", scanned_);
    if (end == std::string::npos) {
        scanned_ = received_.empty() ? 0 : received_.size() - 1;
        if (received_.size() > wire::Limits::record_bytes)
            return permanent("a client sends a question without an end");
        return std::optional<Question>{};
    }
    const auto record = wire::Record::parse(received_.substr(0, end + 1));
    received_.erase(0, end + 2);
    scanned_ = 0;
    if (!record) return record.error();
    auto question = parse_question(*record);
    if (!question) return question.error();
    busy_ = true;
    return std::optional(std::move(*question));
}

void Asker::answer(std::string text)
{
    unsent_ = std::move(text);
    // Most often all of it goes at once, without another round of poll.
    if (!send()) over_ = true;
}

Status Asker::send()
{
    if (out_) {
        busy_ = false;
        return os::write_all(out_.get(), std::exchange(unsent_, {}));
    }
    const ssize_t n = ::write(in_.get(), unsent_.data(), unsent_.size());
    if (n < 0 && is_wait(errno)) return {};
    if (n < 0) return system_error("write to a client", errno);
    unsent_.erase(0, static_cast<std::size_t>(n));
    if (unsent_.empty()) busy_ = false;
    return {};
}

} // namespace chainmail::lookup
