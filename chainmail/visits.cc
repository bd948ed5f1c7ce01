// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The part of the supervisor that lets programs started by exec use the residents. It
// forwards descriptors and how workers end, and looks into none of them.
#include "base/text.h"
#include "os/clock.h"
#include "os/log.h"
#include "supervisor.h"

#include <algorithm>
#include <csignal>
#include <filesystem>

namespace chainmail::supervisor {

namespace {

using os::Level;

constexpr std::size_t most_guests = 200; ///< those who only knock among them
constexpr int lowest_received = 3;
constexpr int exit_temporary = 111 << 8; // as waitpid(2) tells it

} // namespace

void Supervisor::open_doors()
{
    const auto place = stage::run_directory();
    if (place.empty() || only_one_) return;
    std::error_code error;
    if (!options_.directory.empty())
        directory_ = std::filesystem::canonical(options_.directory, error);
    const auto& settings = current_->settings();
    const auto user = settings.as_text("$daemon_user");
    // Who runs it from a shell while this chain has none works alone, without a word.
    std::vector<std::string> more;
    for (const auto& program : current_->programs())
        if (program.name() == "virus-ask") more.push_back(program.name());
    doors_.open(
        place, user && settings.has("$daemon_user") ? user->value_or("") : "", more);
}

void Supervisor::let_in(std::size_t door)
{
    auto socket = doors_.accept(door);
    if (!socket) return;
    auto guest =
        std::make_unique<Guest>(doors_.name(door), ++connections_, std::move(socket));
    if (guests_.size() >= most_guests)
        guest->refuse("too many guests");
    else
        guests_.push_back(std::move(guest));
}

// The resident that has the work of this door; nothing while it cannot take any.
std::optional<std::size_t> Supervisor::resident_of(const std::string& door) const
{
    const auto& programs = current_->programs();
    const auto found = std::ranges::find_if(programs, [&door](const Resident& program) {
        return program.name() == door && program.is_resident() && program.is_stage();
    });
    if (found == programs.end() || !found->usable()) return {};
    return static_cast<std::size_t>(found - programs.begin());
}

void Supervisor::read_guest(Guest& guest)
{
    auto message = os::receive_message(guest.socket(), lowest_received);
    if (!message || !*message) {
        if (auto* chain = chain_of(guest); chain != nullptr) chain->ask_to_finish();
        guest.leave();
        return;
    }
    switch (guest.state()) {
    case Guest::State::knocking:
        answer_knock(guest, **message);
        break;
    case Guest::State::invited:
        take_work(guest, **message);
        break;
    case Guest::State::asked:
    case Guest::State::served:
        pass_signal(guest, **message);
        break;
    case Guest::State::gone:
        break;
    }
}

void Supervisor::answer_knock(Guest& guest, const os::SocketMessage& message)
{
    const auto knock = stage::message_of<stage::Knock>(message.bytes);
    if (!knock || knock->directory.back() != '\0')
        return guest.refuse("a request that makes no sense");
    const std::string directory = knock->directory.data();
    if (!directory.empty() && directory != directory_)
        return guest.refuse("chainmail runs with another configuration than " +
                            directory);
    if (guest.door() != stage::connection_door && !resident_of(guest.door()))
        return guest.refuse("its resident is not there now");
    guest.invite();
}

void Supervisor::take_work(Guest& guest, os::SocketMessage& message)
{
    if (guest.door() == stage::connection_door) return take_connection(guest, message);
    const auto program = resident_of(guest.door());
    if (!program) return guest.refuse("its resident is not there now");
    if (const auto asked = guest.ask(*current_, *program, message); !asked)
        guest.refuse(asked.error().what);
}

// From here on it is like one that was accepted: it waits until there is room for it.
void Supervisor::take_connection(Guest& guest, os::SocketMessage& message)
{
    const auto hand = stage::message_of<stage::Hand>(message.bytes);
    if (!hand || hand->count != 1 || hand->targets.front() != 0 ||
        message.fds.size() != 1)
        return guest.refuse("a connection that does not make sense");
    auto& connection = message.fds.front();
    const auto access = Access::of(current_->settings(), place_of(connection.get()));
    if (!access) return guest.refuse(access.error().what);
    guest.has_chain();
    const auto refusal = access->refusal(peer_address(connection.get()));
    if (refusal.empty()) {
        waiting_.push_back({guest.number(), std::move(connection)});
    } else {
        os::log(Level::notice, refusal);
        guest.end(0);
    }
}

void Supervisor::pass_signal(Guest& guest, const os::SocketMessage& message)
{
    const auto signal = stage::message_of<stage::GuestSignal>(message.bytes);
    constexpr std::array passed{SIGTERM, SIGINT, SIGHUP};
    if (!signal || std::ranges::count(passed, signal->signal) == 0) return;
    if (auto* chain = chain_of(guest); chain != nullptr)
        chain->ask_to_finish();
    else
        guest.signal(signal->signal);
}

Chain* Supervisor::chain_of(const Guest& guest) const
{
    if (guest.door() != stage::connection_door) return nullptr;
    const auto found = std::ranges::find_if(chains_, [&guest](const auto& chain) {
        return chain->number() == guest.number();
    });
    return found == chains_.end() ? nullptr : found->get();
}

Guest* Supervisor::guest_of(std::uint32_t number) const
{
    const auto found = std::ranges::find(guests_, number, &Guest::number);
    return found == guests_.end() ? nullptr : found->get();
}

void Supervisor::serve_waiting()
{
    while (!waiting_.empty() && (accepts() || answers_421())) {
        auto next = std::move(waiting_.front());
        waiting_.erase(waiting_.begin());
        if (accepts())
            begin_chain(next.number, std::move(next.connection));
        else
            refuse_connection(next.connection, "a part of it is down");
    }
}

bool Supervisor::acknowledge_guest(const stage::Acknowledgement& message)
{
    auto* guest = guest_of(message.number);
    // Who brought a connection has the number of its chain, which is answered.
    if (guest == nullptr || guest->state() != Guest::State::asked) return false;
    if (message.answer == stage::Answer::started)
        guest->began(message.pid);
    else
        guest->refuse(message.text.data());
    return true;
}

bool Supervisor::reaped_guest(pid_t pid, int status)
{
    const auto found = std::ranges::find(guests_, pid, &Guest::worker);
    if (found == guests_.end()) return false;
    (*found)->end(status);
    return true;
}

bool Supervisor::guest_waits_for(const Generation& generation, std::size_t index) const
{
    return std::ranges::any_of(guests_, [&](const auto& guest) {
        return guest->state() == Guest::State::asked &&
               guest->generation() == &generation && guest->program() == index;
    });
}

// Whether a worker has the descriptors is not known: nobody else may take them.
void Supervisor::give_up_on_guests(const Generation& generation, std::size_t index)
{
    for (auto& guest : guests_)
        if (guest->state() == Guest::State::asked &&
            guest->generation() == &generation && guest->program() == index) {
            guest->began(-1);
            guest->end(exit_temporary);
        }
}

void Supervisor::check_guests(std::uint64_t now_ms, std::uint64_t limit_ms)
{
    for (const auto& guest : guests_) {
        if (guest->state() != Guest::State::asked ||
            now_ms < guest->asked_ms() + limit_ms)
            continue;
        auto& resident = guest->generation()->programs()[guest->program()];
        os::log(Level::error, resident.name() + " does not answer, killed");
        resident.kill();
    }
}

void Supervisor::forget_guests()
{
    // Whose chain is over has nothing more to wait for.
    for (auto& guest : guests_) {
        const bool waits =
            std::ranges::count(waiting_, guest->number(), &Waiting::number) > 0;
        if (guest->door() == stage::connection_door &&
            guest->state() == Guest::State::served && !waits &&
            chain_of(*guest) == nullptr)
            guest->end(0);
    }
    std::erase_if(guests_, [](const auto& guest) {
        return guest->state() == Guest::State::gone;
    });
}

} // namespace chainmail::supervisor
