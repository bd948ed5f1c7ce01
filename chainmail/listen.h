// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The sockets that mail comes in on.
#ifndef CHAINMAIL_CHAINMAIL_LISTEN_H
#define CHAINMAIL_CHAINMAIL_LISTEN_H

#include "base/result.h"
#include "config/settings.h"
#include "os/fd.h"
#include "places.h"

#include <optional>
#include <string>

namespace chainmail::supervisor {

struct Listener {
    std::string place;  ///< "[127.0.0.1]:10024" or "/path"
    os::Fd socket;      ///< non-blocking; -1: there is no such kind of address here
    bool given = false; ///< opened by whoever started us
};

/// How the file of a unix socket is to look.
struct SocketFile {
    std::optional<unsigned> mode; ///< nothing: as the umask has it
    std::string user;             ///< its owner, "" stays; only root can give it away
};
Result<SocketFile> socket_file(const config::Settings& settings);

/// Listens on "[ADDRESS]:PORT", "ADDRESS:PORT" or "/PATH". A port in use names its
/// holder as far as /proc shows it. An IPv6 address on a machine without IPv6 gives a
/// Listener without a socket.
Result<Listener> listen_on(const std::string& place, const SocketFile& file);

/// A socket that was listening when we were started.
Result<Listener> adopt(os::Fd socket);

/// "[127.0.0.1]:10024" or the path; of the socket's own end.
std::string place_of(int socket);

/// The other end's IP address without brackets; "" when it has none.
std::string peer_address(int socket);

} // namespace chainmail::supervisor

#endif
