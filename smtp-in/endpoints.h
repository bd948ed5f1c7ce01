// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Between whom the connection is.
#ifndef CHAINMAIL_SMTP_IN_ENDPOINTS_H
#define CHAINMAIL_SMTP_IN_ENDPOINTS_H

#include <string>
#include <sys/socket.h>

namespace chainmail::smtp_in {

struct Endpoints {
    std::string interface; ///< "[127.0.0.1]:10024", the path of a socket, or ""
    std::string peer;      ///< "127.0.0.1"; "" when it is no internet address
    /// What we call ourselves: an address literal (RFC 5321 4.1.3), or "localhost".
    std::string name = "localhost";
};

/// Of the descriptor's two ends; all empty when it is no socket.
Endpoints find_endpoints(int fd);

/// The same for addresses in hand. Pure.
Endpoints describe_endpoints(const sockaddr_storage& here,
                             const sockaddr_storage& there);

} // namespace chainmail::smtp_in

#endif
