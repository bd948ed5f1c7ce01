// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What the SMTP tools of the tests share: addresses, and a stream socket read by lines.
// Every wait has an end; a peer that goes away is an Error, never a signal.
#ifndef CHAINMAIL_TOOL_CONNECTION_H
#define CHAINMAIL_TOOL_CONNECTION_H

#include "base/result.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>

namespace chainmail::tool {

/// Where to listen or connect: "127.0.0.1:25", "[::1]:25" or "/path/of/a/socket".
struct Address {
    sockaddr_storage bytes{};
    socklen_t length = 0;
    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&bytes); }
};

inline Result<Address> unix_address(std::string_view path)
{
    Address address;
    auto* to = reinterpret_cast<sockaddr_un*>(&address.bytes);
    if (path.size() >= sizeof to->sun_path) return permanent("socket path too long");
    to->sun_family = AF_UNIX;
    path.copy(to->sun_path, path.size());
    address.length = sizeof *to;
    return address;
}

/// Names are not resolved: tests do not depend on a resolver.
inline Result<Address> parse_address(std::string_view text)
{
    if (text.starts_with('/')) return unix_address(text);
    const auto colon = text.rfind(':');
    const auto port =
        colon == text.npos ? std::nullopt : text::to_number(text.substr(colon + 1));
    if (!port || *port > 65535) {
        return permanent(text::cat(text, ": write ADDRESS:PORT or /PATH"));
    }
    std::string host{text.substr(0, colon)};
    Address address;
    auto* v4 = reinterpret_cast<sockaddr_in*>(&address.bytes);
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.bytes);
    if (inet_pton(AF_INET, host.c_str(), &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(static_cast<std::uint16_t>(*port));
        address.length = sizeof *v4;
        return address;
    }
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
        host = host.substr(1, host.size() - 2);
    }
    if (inet_pton(AF_INET6, host.c_str(), &v6->sin6_addr) != 1) {
        return permanent(text::cat(host, ": not a numeric address"));
    }
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(static_cast<std::uint16_t>(*port));
    address.length = sizeof *v6;
    return address;
}

/// The port of a bound socket, 0 for a Unix-domain one.
inline unsigned bound_port(int fd)
{
    Address address;
    address.length = sizeof address.bytes;
    auto* to = reinterpret_cast<sockaddr*>(&address.bytes);
    if (getsockname(fd, to, &address.length) != 0) return 0;
    if (to->sa_family == AF_INET) {
        return ntohs(reinterpret_cast<sockaddr_in*>(to)->sin_port);
    }
    if (to->sa_family == AF_INET6) {
        return ntohs(reinterpret_cast<sockaddr_in6*>(to)->sin6_port);
    }
    return 0;
}

/// One end of a conversation. Owns the descriptor.
class Connection {
public:
    /// No read or write waits longer than `timeout_s`.
    Connection(int fd, long timeout_s) : fd_(fd)
    {
        const timeval limit{timeout_s, 0};
        const int on = 1;
        setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        // Refused for a Unix-domain socket, which does not wait for more to send.
        setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    ~Connection() { close(fd_); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    Status send(std::string_view bytes)
    {
        while (!bytes.empty()) {
            const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent < 0 && errno == EINTR) continue;
            if (sent <= 0) return system_error("send", errno);
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return {};
    }

    /// The next line with its LF; refuses one of more than 1 MiB.
    Result<std::string> line()
    {
        std::size_t seen = start_;
        for (;;) {
            const auto end = buffer_.find('\n', seen);
            if (end != buffer_.npos) {
                std::string out = buffer_.substr(start_, end + 1 - start_);
                start_ = end + 1;
                return out;
            }
            if (buffer_.size() - start_ > limit_bytes) return permanent("endless line");
            seen = buffer_.size() - start_;
            if (const auto more = fill(); !more) return more.error();
        }
    }

    /// True when a line sent earlier can be read without waiting.
    bool has_line() const { return buffer_.find('\n', start_) != buffer_.npos; }

private:
    static constexpr std::size_t limit_bytes = 1 << 20;

    Status fill()
    {
        buffer_.erase(0, start_);
        start_ = 0;
        char bytes[65536];
        ssize_t got = 0;
        do {
            got = recv(fd_, bytes, sizeof bytes, 0);
        } while (got < 0 && errno == EINTR);
        if (got == 0) return temporary("connection closed by the peer");
        if (got < 0 && errno == EAGAIN) return temporary("timed out");
        if (got < 0) return system_error("receive", errno);
        buffer_.append(bytes, static_cast<std::size_t>(got));
        return {};
    }

    int fd_;
    std::string buffer_;
    std::size_t start_ = 0; ///< of what line() has not given out yet
};

/// The line without its CRLF or LF.
inline std::string_view chomp(std::string_view line)
{
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

/// A new socket connected to `address`.
inline Result<int> dial(const Address& address)
{
    const int fd = socket(address.bytes.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return system_error("socket", errno);
    if (connect(fd, address.get(), address.length) == 0) return fd;
    const auto error = system_error("connect", errno);
    close(fd);
    return error;
}

/// A new socket that listens at `address`.
inline Result<int> listen_at(const Address& address)
{
    const int fd = socket(address.bytes.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return system_error("socket", errno);
    const int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, address.get(), address.length) == 0 && listen(fd, 512) == 0) return fd;
    const auto error = system_error("listen", errno);
    close(fd);
    return error;
}

} // namespace chainmail::tool

#endif
