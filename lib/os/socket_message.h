// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Messages with descriptors over a local SOCK_SEQPACKET socket (SCM_RIGHTS, unix(7)).
#ifndef CHAINMAIL_OS_SOCKET_MESSAGE_H
#define CHAINMAIL_OS_SOCKET_MESSAGE_H

#include "base/result.h"
#include "os/fd.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace chainmail::os {

struct SocketMessage {
    std::string bytes;
    std::vector<Fd> fds; ///< close-on-exec, at least `lowest` of receive_message
};

/// A connected pair, close-on-exec.
Result<Pipe> make_socket_pair();
/// The same without message borders (SOCK_STREAM).
Result<Pipe> make_stream_pair();

/// Sends copies of `fds`; the caller keeps its own. Never blocks: a full queue is a
/// temporary error.
Status send_message(int socket, std::string_view bytes, std::span<const int> fds);

/// One message of at most 1024 bytes and 16 descriptors; nothing when the other end is
/// closed. Descriptors below `lowest` are moved up to it, out of the way of 0 to 8.
Result<std::optional<SocketMessage>> receive_message(int socket, int lowest);

} // namespace chainmail::os

#endif
