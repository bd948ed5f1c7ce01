// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "client.h"

#include "os/clock.h"
#include "os/fd.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <unistd.h>

namespace chainmail::smtp_in {

namespace {

constexpr std::size_t block_size = 64U << 10U;
// After POLLOUT a pipe takes this much at once, and so does a socket.
constexpr std::size_t write_size = PIPE_BUF;
// The supervisor kills what is overdue: our own time-out has to be first.
constexpr std::uint64_t margin_ms = 1000;

} // namespace

Client::Client(
    int in, int out, std::uint64_t timeout_ms, StopSignal& stop, stage::Slot& slot)
    : in_(in),
      out_(out),
      timeout_ms_(timeout_ms),
      stop_(stop),
      slot_(slot),
      buffer_(block_size)
{
}

std::uint64_t Client::due()
{
    const auto until_ms = os::monotonic_ms() + timeout_ms_;
    slot_.due_ms = until_ms + margin_ms;
    return until_ms;
}

Client::Event Client::wait(int fd, short events, std::uint64_t until_ms, bool stoppable)
{
    pollfd one{fd, events, 0};
    for (;;) {
        const auto now = os::monotonic_ms();
        if (now >= until_ms) return Event::timed_out;
        const auto left =
            static_cast<int>(std::min<std::uint64_t>(until_ms - now, INT_MAX));
        const int ready =
            stoppable ? stop_.poll({&one, 1}, left) : ::poll(&one, 1, left);
        if (ready > 0) return Event::ready;
        if (ready < 0 && stoppable && stop_.came()) return Event::stopped;
        if (ready < 0 && errno != EINTR) return Event::gone;
    }
}

Client::Event Client::flush()
{
    std::string_view left = replies_;
    const auto until_ms = left.empty() ? 0 : due();
    while (!left.empty()) {
        if (const auto event = wait(out_, POLLOUT, until_ms, false);
            event != Event::ready)
            return event;
        const auto n = ::write(out_, left.data(), std::min(left.size(), write_size));
        if (n < 0 && errno != EINTR && errno != EAGAIN) return Event::gone;
        if (n > 0) left.remove_prefix(static_cast<std::size_t>(n));
    }
    replies_.clear();
    return Event::ready;
}

Client::Event Client::fill(std::uint64_t until_ms, bool stoppable)
{
    if (const auto event = wait(in_, POLLIN, until_ms, stoppable);
        event != Event::ready)
        return event;
    const auto n = os::read_some(in_, buffer_.data() + end_, buffer_.size() - end_);
    if (!n || *n == 0) return Event::gone;
    end_ += *n;
    return Event::ready;
}

std::string_view Client::buffered() const
{
    return {buffer_.data() + begin_, end_ - begin_};
}

Client::Event Client::more()
{
    begin_ = end_ = 0;
    if (const auto event = flush(); event != Event::ready) return event;
    return fill(due(), false);
}

bool Client::take_line(std::string_view& line)
{
    const auto bytes = buffered();
    const auto lf = bytes.find('\n');
    if (lf == std::string_view::npos) return false;
    line = bytes.substr(0, lf);
    if (line.ends_with('\r')) line.remove_suffix(1);
    consume(lf + 1);
    return true;
}

Client::Event Client::next_line(std::string_view& line)
{
    std::uint64_t until_ms = 0;
    for (;;) {
        if (take_line(line)) {
            const bool too_long =
                std::exchange(skipping_, false) || line.size() + 2 > longest_line;
            return too_long ? Event::long_line : Event::ready;
        }
        if (buffered().size() >= longest_line) skipping_ = true;
        if (skipping_) begin_ = end_;
        std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
        end_ -= std::exchange(begin_, 0);
        // What has to be said is said even when SIGTERM is there already.
        if (const auto event = flush(); event != Event::ready) return event;
        if (until_ms == 0) until_ms = due();
        if (stop_.came()) return Event::stopped;
        if (const auto event = fill(until_ms, true); event != Event::ready)
            return event;
    }
}

} // namespace chainmail::smtp_in
