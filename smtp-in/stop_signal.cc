// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "stop_signal.h"

#include <cerrno>

namespace chainmail::smtp_in {

namespace {

void do_nothing(int) {}

} // namespace

StopSignal::StopSignal()
{
    // No other signal has a handler here, so an EINTR of ppoll(2) can only be this one:
    // neither a flag for the handler to set nor a pipe to itself is needed.
    struct sigaction action {};
    action.sa_handler = do_nothing;
    ::sigaction(SIGTERM, &action, nullptr);
    sigset_t term{};
    ::sigemptyset(&term);
    ::sigaddset(&term, SIGTERM);
    ::sigprocmask(SIG_BLOCK, &term, &waiting_);
    ::sigdelset(&waiting_, SIGTERM);
}

int StopSignal::poll(std::span<pollfd> fds, int timeout_ms)
{
    if (came_) return -1;
    const timespec timeout{timeout_ms / 1000, timeout_ms % 1000 * 1'000'000L};
    const int ready = ::ppoll(fds.data(), fds.size(), &timeout, &waiting_);
    came_ = ready < 0 && errno == EINTR;
    return ready;
}

bool StopSignal::came()
{
    return poll({}, 0) < 0;
}

} // namespace chainmail::smtp_in
