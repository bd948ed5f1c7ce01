// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The order in which the bytes of a pattern may follow each other: states that take a
// byte of a class, and the states behind them.
#ifndef CHAINMAIL_SPAM_SCORE_BYTE_MACHINE_H
#define CHAINMAIL_SPAM_SCORE_BYTE_MACHINE_H

#include "pattern_tree.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace chainmail::spam_score {

class ByteMachine {
public:
    using State = std::uint32_t;

    /// Takes the classes of up to `most` bytes that may follow, begun at `from`:
    /// whatever is matched from there on has its first byte in the first class, and so
    /// on. Ends where the pattern may end.
    std::vector<ByteSet> window(State from, std::size_t most);

    /// The states that take the first byte from `from` on; empty when there need not be
    /// any byte.
    std::vector<State> first_takers(State from);

    State add_end();
    State add_byte(const ByteSet& bytes, State next);
    /// A way to each of `next`.
    State add_fork(std::vector<State> next);
    /// One more way out of a fork.
    void add_way(State fork, State next) { states_[fork].next.push_back(next); }

    std::size_t size() const { return states_.size(); }

private:
    struct Item {
        bool takes_byte = false;
        ByteSet bytes;
        std::vector<State> next; ///< empty: the end of the pattern
    };
    // The states in which a match may be after so many bytes.
    struct Front {
        std::vector<State> takers;
        bool may_end = false;
    };
    void enter(State state, Front& front);
    Front step(const Front& front);

    std::vector<Item> states_;
    std::vector<std::uint32_t> seen_; ///< by state, the last step that entered it
    std::uint32_t step_ = 0;
    std::vector<State> open_;
};

} // namespace chainmail::spam_score

#endif
