// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#ifndef CHAINMAIL_CHAINMAIL_PORT_HOLDER_H
#define CHAINMAIL_CHAINMAIL_PORT_HOLDER_H

#include <cstdint>
#include <string>

namespace chainmail::supervisor {

/// Who listens on a TCP port of this machine: "master (pid 812)"; "" when /proc does
/// not show it to us.
std::string port_holder(std::uint16_t port);

} // namespace chainmail::supervisor

#endif
