// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "os/socket_message.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>

namespace chainmail::os {

namespace {

constexpr std::size_t most_fds = 16;
constexpr std::size_t most_bytes = 1024;

std::vector<Fd> take_fds(msghdr& header, int lowest)
{
    std::vector<Fd> fds;
    for (cmsghdr* c = CMSG_FIRSTHDR(&header); c != nullptr;
         c = CMSG_NXTHDR(&header, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) continue;
        const auto count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < count; ++i) {
            int fd = -1;
            std::memcpy(&fd, CMSG_DATA(c) + i * sizeof fd, sizeof fd);
            fds.emplace_back(fd);
            if (fd < lowest) fds.back() = Fd(::fcntl(fd, F_DUPFD_CLOEXEC, lowest));
        }
    }
    return fds;
}

Result<Pipe> make_pair(int type)
{
    int ends[2];
    if (::socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends) != 0)
        return system_error("make a socket pair", errno);
    return Pipe{Fd(ends[0]), Fd(ends[1])};
}

} // namespace

Result<Pipe> make_socket_pair()
{
    return make_pair(SOCK_SEQPACKET);
}

Result<Pipe> make_stream_pair()
{
    return make_pair(SOCK_STREAM);
}

Status send_message(int socket, std::string_view bytes, std::span<const int> fds)
{
    alignas(cmsghdr) std::array<char, CMSG_SPACE(most_fds * sizeof(int))> control{};
    iovec data{const_cast<char*>(bytes.data()), bytes.size()};
    msghdr header{};
    header.msg_iov = &data;
    header.msg_iovlen = 1;
    if (!fds.empty()) {
        header.msg_control = control.data();
        header.msg_controllen = CMSG_SPACE(fds.size_bytes());
        cmsghdr* c = CMSG_FIRSTHDR(&header);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(fds.size_bytes());
        std::memcpy(CMSG_DATA(c), fds.data(), fds.size_bytes());
    }
    if (::sendmsg(socket, &header, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
        return system_error("send on a control socket", errno);
    return {};
}

Result<std::optional<SocketMessage>> receive_message(int socket, int lowest)
{
    alignas(cmsghdr) std::array<char, CMSG_SPACE(most_fds * sizeof(int))> control{};
    std::array<char, most_bytes> bytes{};
    iovec data{bytes.data(), bytes.size()};
    msghdr header{};
    header.msg_iov = &data;
    header.msg_iovlen = 1;
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    ssize_t n = -1;
    do
        n = ::recvmsg(socket, &header, MSG_CMSG_CLOEXEC);
    while (n < 0 && errno == EINTR);
    if (n < 0) return system_error("receive on a control socket", errno);
    if (n == 0) return std::optional<SocketMessage>{};
    return std::optional(
        SocketMessage{std::string(bytes.data(), static_cast<std::size_t>(n)),
                      take_fds(header, lowest)});
}

} // namespace chainmail::os
