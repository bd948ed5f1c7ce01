// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// SIGTERM as something to wait for: the message in hand is finished first.
#ifndef CHAINMAIL_SMTP_IN_STOP_SIGNAL_H
#define CHAINMAIL_SMTP_IN_STOP_SIGNAL_H

#include <csignal>
#include <poll.h>
#include <span>

namespace chainmail::smtp_in {

class StopSignal {
public:
    /// From here on SIGTERM is held back, but for the calls below.
    StopSignal();

    /// As poll(2), -1 when SIGTERM came; it is remembered.
    int poll(std::span<pollfd> fds, int timeout_ms);
    /// Whether SIGTERM has come until now.
    bool came();

private:
    sigset_t waiting_{}; ///< the signals held back while waiting
    bool came_ = false;
};

} // namespace chainmail::smtp_in

#endif
