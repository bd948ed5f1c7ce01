// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "byte_machine.h"

namespace chainmail::spam_score {

namespace {

// More states at once stand for nearly every byte.
constexpr std::size_t widest_front = 300;

} // namespace

ByteMachine::State ByteMachine::add_end()
{
    states_.push_back({});
    return static_cast<State>(states_.size() - 1);
}

ByteMachine::State ByteMachine::add_byte(const ByteSet& bytes, State next)
{
    states_.push_back({true, bytes, {next}});
    return static_cast<State>(states_.size() - 1);
}

ByteMachine::State ByteMachine::add_fork(std::vector<State> next)
{
    states_.push_back({false, {}, std::move(next)});
    return static_cast<State>(states_.size() - 1);
}

// Forks in a circle lead to each state once.
void ByteMachine::enter(State state, Front& front)
{
    open_.assign(1, state);
    while (!open_.empty()) {
        const State at = open_.back();
        open_.pop_back();
        if (seen_[at] == step_) continue;
        seen_[at] = step_;
        const Item& item = states_[at];
        if (item.takes_byte)
            front.takers.push_back(at);
        else if (item.next.empty())
            front.may_end = true;
        else
            open_.insert(open_.end(), item.next.begin(), item.next.end());
    }
}

ByteMachine::Front ByteMachine::step(const Front& front)
{
    Front behind;
    ++step_;
    for (const State taker : front.takers)
        enter(states_[taker].next.front(), behind);
    return behind;
}

std::vector<ByteMachine::State> ByteMachine::first_takers(State from)
{
    seen_.resize(states_.size());
    ++step_;
    Front front;
    enter(from, front);
    if (front.may_end) front.takers.clear();
    return front.takers;
}

std::vector<ByteSet> ByteMachine::window(State from, std::size_t most)
{
    std::vector<ByteSet> classes;
    seen_.resize(states_.size());
    ++step_;
    Front front;
    enter(from, front);
    while (classes.size() < most && !front.may_end &&
           front.takers.size() <= widest_front) {
        ByteSet bytes;
        for (const State taker : front.takers)
            bytes |= states_[taker].bytes;
        classes.push_back(bytes);
        if (classes.size() < most) front = step(front);
    }
    return classes;
}

} // namespace chainmail::spam_score
