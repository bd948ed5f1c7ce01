// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "guest.h"

#include "os/clock.h"

#include <csignal>
#include <set>

namespace chainmail::supervisor {

namespace {

constexpr int lookup_target = 5; // where policy finds its connection to lookup

// Each number from 0 to 8 at most once.
bool are_distinct(const stage::Hand& hand)
{
    std::set<int> numbers;
    for (std::size_t i = 0; i < hand.count && i < hand.targets.size(); ++i)
        if (hand.targets.at(i) >= 0 && hand.targets.at(i) < stage::chain_fds)
            numbers.insert(hand.targets.at(i));
    return numbers.size() == hand.count;
}

// Numbers are distinct, so there is room for each.
void give(stage::Request& request, std::vector<int>& fds, int fd, int target)
{
    request.targets.at(request.count++) = target;
    fds.push_back(fd);
}

} // namespace

Guest::~Guest()
{
    if (slot_) generation_->give_slot(*slot_);
}

void Guest::note(stage::Turn turn, int status, const std::string& text)
{
    stage::Note note;
    note.turn = turn;
    note.status = status;
    text.copy(note.text.data(), note.text.size() - 1);
    // Who does not listen any more hangs up, which is seen by itself.
    [[maybe_unused]] const auto sent =
        os::send_message(socket_.get(), stage::bytes_of(note), {});
}

void Guest::invite()
{
    note(stage::Turn::come);
    state_ = State::invited;
}

void Guest::refuse(const std::string& why)
{
    note(stage::Turn::refused, 0, why);
    state_ = State::gone;
}

Status
Guest::ask(Generation& generation, std::size_t program, os::SocketMessage& message)
{
    const auto hand = stage::message_of<stage::Hand>(message.bytes);
    if (!hand || hand->count != message.fds.size() || !are_distinct(*hand))
        return permanent("descriptors that do not match their numbers");
    slot_ = generation.take_guest_slot();
    if (!slot_) return temporary("too many guests");
    generation_ = &generation;
    program_ = program;
    auto& resident = generation.programs()[program];
    auto lookup = resident.name() == "policy"
                      ? generation.connect_lookup(number_, *slot_)
                      : Result<os::Fd>(os::Fd());
    if (!lookup) return lookup.error();
    stage::GuestRequest request;
    request.terminal = hand->terminal;
    request.request.number = number_;
    request.request.slot = static_cast<std::uint32_t>(*slot_);
    std::vector<int> fds;
    for (std::size_t i = 0; i < message.fds.size(); ++i)
        if (!*lookup || hand->targets.at(i) != lookup_target)
            give(request.request, fds, message.fds[i].get(), hand->targets.at(i));
    if (*lookup) give(request.request, fds, lookup->get(), lookup_target);
    if (auto sent = resident.request(request, fds); !sent) return sent;
    asked_ms_ = os::monotonic_ms();
    state_ = State::asked;
    return {};
}

void Guest::began(pid_t pid)
{
    worker_ = pid;
    state_ = State::served;
    note(stage::Turn::begun);
    if (left_) signal(SIGKILL);
}

void Guest::has_chain()
{
    state_ = State::served;
    note(stage::Turn::begun);
}

void Guest::end(int status)
{
    note(stage::Turn::ended, status);
    state_ = State::gone;
}

void Guest::signal(int signal) const
{
    if (worker_ > 0) ::kill(worker_, signal);
}

void Guest::leave()
{
    socket_.reset();
    left_ = true;
    signal(SIGKILL);
    const bool something_runs =
        state_ == State::asked || (state_ == State::served && worker_ > 0);
    if (!something_runs) state_ = State::gone;
}

} // namespace chainmail::supervisor
