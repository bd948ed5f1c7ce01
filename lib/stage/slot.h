// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The page of numbers per chain that the supervisor shares with its processes: what
// they are at, and until when. All of it is gossip: nothing about a mail is decided
// from it, but a chain whose `due_ms` is past is killed.
#ifndef CHAINMAIL_STAGE_SLOT_H
#define CHAINMAIL_STAGE_SLOT_H

#include <atomic>
#include <cstdint>

namespace chainmail::stage {

struct alignas(64) Slot {
    std::atomic<std::uint64_t> due_ms;   ///< CLOCK_MONOTONIC; 0: no limit now
    std::atomic<std::uint64_t> since_ms; ///< when the message in hand began
    std::atomic<std::uint32_t> stage;    ///< Stage that works on it
    std::atomic<std::uint32_t> seq;      ///< of the message in hand, 0 between messages
    std::atomic<std::uint32_t> messages; ///< messages answered on this connection
};
static_assert(std::atomic<std::uint64_t>::is_always_lock_free);
static_assert(sizeof(Slot) == 64, "one cache line, shared between programs");

} // namespace chainmail::stage

#endif
