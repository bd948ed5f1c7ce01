// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The sockets that mail comes in on.
#ifndef CHAINMAIL_CHAINMAIL_LISTEN_H
#define CHAINMAIL_CHAINMAIL_LISTEN_H

#include "base/result.h"
#include "config/settings.h"
#include "os/fd.h"

#include <string>
#include <vector>

namespace chainmail::supervisor {

struct Listener {
    std::string place; ///< "[127.0.0.1]:10024"
    os::Fd socket;     ///< non-blocking
};

/// Every `$inet_socket_bind` x `$inet_socket_port`, as "[ADDRESS]:PORT".
Result<std::vector<std::string>> listen_places(const config::Settings& settings);

/// Listens on "[ADDRESS]:PORT" or "ADDRESS:PORT". A port in use names its holder as far
/// as /proc shows it. An IPv6 address on a machine without IPv6 gives a Listener
/// without a socket.
Result<Listener> listen_on(const std::string& place);

} // namespace chainmail::supervisor

#endif
