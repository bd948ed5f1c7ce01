// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A stream socket to the next hop. Every wait has an end.
#ifndef CHAINMAIL_SMTP_OUT_CONNECTION_H
#define CHAINMAIL_SMTP_OUT_CONNECTION_H

#include "base/result.h"
#include "method.h"
#include "os/fd.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <vector>

namespace chainmail::smtp_out {

struct Address {
    sockaddr_storage bytes{};
    socklen_t length = 0;
};

/// Host names and their addresses, found while the process may still look them up.
using Hosts = std::map<std::string, std::vector<Address>, std::less<>>;

/// Asks the system's resolver; a temporary error when it knows no address.
Result<std::vector<Address>> look_up(const std::string& host);

/// Where a method leads: its socket, its numeric address, "localhost", or what `hosts`
/// has; a permanent error for any other name.
Result<std::vector<Address>> addresses_of(const Method& method, const Hosts& hosts);

class Connection {
public:
    enum class Io { done, lost, timed_out };

    Connection() = default;
    static Result<Connection> open(const Address& address, std::uint64_t patience_ms);

    bool is_open() const { return static_cast<bool>(fd_); }
    void close() { fd_.reset(); }
    /// Nothing to read, no end and no error.
    bool is_quiet() const;

    /// All of `bytes`; the patience is for all of them.
    Io send(std::string_view bytes, std::uint64_t patience_ms);
    /// What one read gives, appended to `to`. An end of the stream is `lost`. `end_ms`
    /// is a time of CLOCK_MONOTONIC; one that is past takes what is there.
    Io receive(std::string& to, std::uint64_t end_ms);

private:
    explicit Connection(os::Fd fd) : fd_(std::move(fd)) {}

    os::Fd fd_;
};

} // namespace chainmail::smtp_out

#endif
