// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A connection to a daemon, with a time limit on every step.
#ifndef CHAINMAIL_VIRUS_ASK_CONNECTION_H
#define CHAINMAIL_VIRUS_ASK_CONNECTION_H

#include "base/result.h"
#include "os/fd.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace chainmail::virus_ask {

class Connection {
public:
    /// "/path" or "host:port" ("[::1]:3310"). Gives up at `until_ms` (CLOCK_MONOTONIC),
    /// and after 10 seconds.
    static Result<Connection> open(const std::string& where, std::uint64_t until_ms);

    Status send(std::string_view bytes);
    /// What comes next, at most 64 KiB; "" is the end.
    Result<std::string> receive();
    /// Whether something is there to be received, or the end.
    bool has_more() const;

private:
    Connection(os::Fd socket, std::uint64_t until_ms)
        : socket_(std::move(socket)),
          until_ms_(until_ms)
    {
    }
    os::Fd socket_;
    std::uint64_t until_ms_;
};

} // namespace chainmail::virus_ask

#endif
