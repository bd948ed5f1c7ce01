// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What the supervisor and a resident say to each other on the resident's control
// socket.
#ifndef CHAINMAIL_STAGE_HANDOVER_H
#define CHAINMAIL_STAGE_HANDOVER_H

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace chainmail::stage {

/// The descriptors a resident is started with; 0 and 1 are /dev/null, 2 is the log.
constexpr int control_fd = 10;  ///< SOCK_SEQPACKET to the supervisor
constexpr int settings_fd = 11; ///< its settings, canonical text, sealed
constexpr int slots_fd = 12;    ///< the slot page

/// Numbers 0 to 8 are those of chainmail-record(5).
constexpr int chain_fds = 9;

/// "Serve one connection": the descriptors come with it, one for each set target.
struct Request {
    std::uint32_t number = 0; ///< of the connection
    std::uint32_t slot = 0;
    std::uint32_t count = 0;
    std::array<std::int32_t, chain_fds> targets{}; ///< fd i becomes number targets[i]
};

/// The same for a program started by exec, which lets us do its work: it is no part of
/// a chain, and descriptor 2 may be among those that come.
struct GuestRequest {
    Request request;
    std::uint32_t terminal = 0; ///< 1: descriptor 2 is one
};

enum class Answer : std::uint32_t {
    ready = 1, ///< loaded and confined; `text` says what was loaded
    started,   ///< worker `pid`, a child of the supervisor, serves connection `number`
    refused,   ///< connection `number`: no worker could be made
};

struct Acknowledgement {
    Answer answer = Answer::ready;
    std::uint32_t number = 0;
    std::int32_t pid = 0;
    std::array<char, 240> text{}; ///< NUL-terminated
};

template <typename T>
std::string_view bytes_of(const T& message)
{
    return {reinterpret_cast<const char*>(&message), sizeof message};
}

/// Nothing when the size is not that of a T.
template <typename T>
std::optional<T> message_of(std::string_view bytes)
{
    T message;
    if (bytes.size() != sizeof message) return {};
    std::memcpy(&message, bytes.data(), sizeof message);
    return message;
}

} // namespace chainmail::stage

#endif
