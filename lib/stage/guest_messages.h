// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What a program started by exec (a guest) and the supervisor say to each other, on a
// SOCK_SEQPACKET socket of the run directory that is named like the program:
//   guest: Knock;  supervisor: come, or refused
//   guest: Hand, with its descriptors;  supervisor: begun, or refused
//   guest: any number of GuestSignal;  supervisor: ended
// Nothing is lost before "begun": who is refused until then works alone.
#ifndef CHAINMAIL_STAGE_GUEST_MESSAGES_H
#define CHAINMAIL_STAGE_GUEST_MESSAGES_H

#include "stage/handover.h"

#include <string>

namespace chainmail::stage {

/// The socket on which `chainmail` itself hands over a connection: Hand with one
/// descriptor, for number 0.
constexpr std::string_view connection_door = "chainmail";

/// `$CHAINMAIL_RUN`, or /run/chainmail; "" when the variable is empty: no such place.
std::string run_directory();

struct Knock {
    /// -c, as a path from the root; "" when it was not given. NUL-terminated.
    std::array<char, 512> directory{};
};

struct Hand {
    std::uint32_t terminal = 0; ///< 1: descriptor 2 is one, log lines are for a person
    std::uint32_t count = 0;
    std::array<std::int32_t, chain_fds> targets{}; ///< fd i becomes number targets[i]
};

struct GuestSignal {
    std::int32_t signal = 0; ///< for the worker
};

enum class Turn : std::uint32_t {
    come = 1,
    refused, ///< `text` says why
    begun,   ///< a worker has the descriptors
    ended,   ///< `status` is the worker's, as of waitpid(2)
};

struct Note {
    Turn turn = Turn::come;
    std::int32_t status = 0;
    std::array<char, 240> text{}; ///< NUL-terminated
};

} // namespace chainmail::stage

#endif
