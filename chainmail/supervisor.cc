// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "supervisor.h"

#include "base/text.h"
#include "notify.h"
#include "os/clock.h"
#include "os/log.h"
#include "os/socket_message.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace chainmail::supervisor {

namespace {

using os::Level;
using text::cat;

// How long Postfix waits in the backlog before it is told 421: it costs nothing, while
// a 421 defers the mail for minutes.
constexpr std::uint64_t patience_ms = 20'000;

void raise_descriptor_limit()
{
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
}

} // namespace

Status Supervisor::start()
{
    raise_descriptor_limit();
    if (auto opened = logger_.open(); !opened) return opened;
    auto generation = next_generation();
    if (!generation) {
        // The logger's own settings cannot be read either.
        if (auto started = logger_.start(standard_target()); !started) return started;
        return generation.error();
    }
    const auto target = log_target((*generation)->settings());
    log_target_ = target ? *target : standard_target();
    if (auto started = logger_.start(log_target_); !started) return started;
    if (!target) return target.error();
    if (auto blocked = block_signals(); !blocked) return blocked;
    if (auto listening = listen((*generation)->settings()); !listening)
        return listening;
    current_ = std::move(*generation);
    down_since_ms_ = os::monotonic_ms();
    current_->start_due(down_since_ms_);
    open_doors();
    return {};
}

Result<std::unique_ptr<Generation>> Supervisor::next_generation()
{
    auto plan = evaluate(options_.directory);
    if (!plan) return plan.error();
    return Generation::make(++generations_, std::move(*plan));
}

Status Supervisor::listen(const config::Settings& settings)
{
    only_one_ = static_cast<bool>(birth_.connection);
    if (!only_one_) {
        if (auto adopted = reception_.adopt(std::move(birth_.listening)); !adopted)
            return adopted;
        return reception_.open(settings);
    }
    const auto access = Access::of(settings, place_of(birth_.connection.get()));
    if (!access) return access.error();
    const auto refusal = access->refusal(peer_address(birth_.connection.get()));
    return refusal.empty() ? Status() : Status(permanent(refusal));
}

Status Supervisor::block_signals()
{
    sigset_t ours;
    ::sigemptyset(&ours);
    for (const int signal : {SIGCHLD, SIGHUP, SIGTERM, SIGINT, SIGUSR1})
        ::sigaddset(&ours, signal);
    ::sigprocmask(SIG_BLOCK, &ours, nullptr);
    signals_ = os::Fd(::signalfd(-1, &ours, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!signals_) return system_error("signalfd", errno);
    return {};
}

Status Supervisor::run()
{
    for (;;) {
        if (stopping_ > 0 && chains_.empty()) break;
        // Before the first "ready" a broken resident is a mistake in the set-up; later
        // it may be mended while mail waits.
        if (!said_ready_ && current_->any_broken()) {
            if (birth_.connection)
                refuse_connection(birth_.connection, "it cannot start");
            return permanent("a program of the chain cannot be started, see above");
        }
        if (only_one_ && serve_only_one()) break;
        step();
    }
    end_residents();
    os::log(Level::notice, "stopped");
    return {};
}

bool Supervisor::serve_only_one()
{
    if (birth_.connection && current_->all_usable())
        begin_chain(++connections_, std::move(birth_.connection));
    return !birth_.connection && chains_.empty();
}

// They leave when their socket is closed. Waited for, so that nothing of ours is left
// and their CPU time is counted to us.
void Supervisor::end_residents()
{
    if (next_ != nullptr) old_.push_back(std::move(next_));
    old_.push_back(std::move(current_));
    for (auto& generation : old_)
        for (auto& program : generation->programs())
            program.dismiss();
    const auto until = os::monotonic_ms() + 2000;
    const auto running = [this] {
        return std::ranges::any_of(old_,
                                   [](const auto& g) { return g->any_running(); });
    };
    while (running() && os::monotonic_ms() < until) {
        pollfd signals{signals_.get(), POLLIN, 0};
        ::poll(&signals, 1, 100);
        read_signals();
    }
}

void Supervisor::step()
{
    std::vector<pollfd> fds;
    std::vector<Watch> watches;
    watch(fds, watches);
    ::poll(fds.data(), fds.size(), wait_ms());
    for (std::size_t i = 0; i < fds.size(); ++i)
        if (fds[i].revents != 0) handle(watches[i]);
    const auto now = os::monotonic_ms();
    check_chains(now);
    check_residents(now);
    forget_finished();
    serve_waiting();
    forget_guests();
}

void Supervisor::watch(std::vector<pollfd>& fds, std::vector<Watch>& watches)
{
    const auto add = [&](int fd, Watch watch) {
        if (fd < 0) return;
        fds.push_back({fd, POLLIN, 0});
        watches.push_back(watch);
    };
    add(signals_.get(), {Source::signal});
    for (auto* generation : {current_.get(), next_.get()})
        for (std::size_t i = 0;
             generation != nullptr && i < generation->programs().size();
             ++i)
            add(generation->programs()[i].control(), {Source::control, i, generation});
    for (auto& generation : old_)
        for (std::size_t i = 0; i < generation->programs().size(); ++i)
            add(generation->programs()[i].control(),
                {Source::control, i, generation.get()});
    if (auto* renewal = current_->renewal(); renewal != nullptr)
        add(renewal->control(), {Source::renewal, 0, current_.get()});
    for (auto& chain : chains_)
        add(chain->request(), {Source::request, 0, nullptr, chain.get()});
    for (std::size_t i = 0; i < doors_.size(); ++i)
        add(doors_.socket(i), {Source::door, i});
    for (auto& guest : guests_)
        add(guest->socket(), {Source::guest, 0, nullptr, nullptr, guest.get()});
    if (!accepts() && !answers_421()) return;
    for (std::size_t i = 0; i < reception_.size(); ++i)
        add(reception_.socket(i), {Source::listener, i});
}

// Deadlines are seconds, so a quarter of one is often enough; an idle supervisor only
// looks for new signatures.
int Supervisor::wait_ms() const
{
    const bool busy = !chains_.empty() || !old_.empty() || next_ != nullptr ||
                      !current_->all_usable();
    return busy ? 250 : 5000;
}

void Supervisor::handle(const Watch& watch)
{
    switch (watch.source) {
    case Source::signal:
        read_signals();
        break;
    case Source::listener:
        accept_one(watch.index);
        break;
    case Source::control:
        read_control(*watch.generation, watch.index);
        break;
    case Source::renewal:
        read_renewal(*watch.generation);
        break;
    case Source::request:
        watch.chain->read_request();
        break;
    case Source::door:
        let_in(watch.index);
        break;
    case Source::guest:
        read_guest(*watch.guest);
        break;
    }
}

void Supervisor::read_signals()
{
    signalfd_siginfo signal{};
    while (::read(signals_.get(), &signal, sizeof signal) == sizeof signal) {
        switch (signal.ssi_signo) {
        case SIGHUP:
            reload();
            break;
        case SIGTERM:
        case SIGINT:
            stop(stopping_ > 0);
            break;
        case SIGUSR1:
            log_status();
            break;
        default:
            break;
        }
    }
    reap();
}

bool Supervisor::accepts() const
{
    return stopping_ == 0 && current_->all_usable() &&
           chains_.size() < current_->max_chains();
}

bool Supervisor::answers_421() const
{
    if (stopping_ > 0 || current_->all_usable()) return false;
    return current_->any_broken() || os::monotonic_ms() - down_since_ms_ >= patience_ms;
}

void Supervisor::accept_one(std::size_t listener)
{
    auto connection = reception_.accept(listener);
    if (!connection) return;
    if (accepts())
        begin_chain(++connections_, std::move(connection));
    else if (answers_421())
        refuse_connection(connection, "a part of it is down");
}

void Supervisor::begin_chain(std::uint32_t number, os::Fd connection)
{
    auto chain = Chain::begin(*current_, number, os::Fd(::dup(connection.get())));
    if (chain) {
        chains_.push_back(std::move(*chain));
        return;
    }
    os::log(Level::error, cat("connection ", number, ": ", chain.error().what));
    refuse_connection(connection, "no resources");
}

// Said by the supervisor itself, so without a look at what the client sends.
void Supervisor::refuse_connection(const os::Fd& connection, std::string_view why)
{
    const auto line = cat("421 4.3.2 chainmail cannot take mail now: ", why, "\r\n");
    ::send(connection.get(), line.data(), line.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

} // namespace chainmail::supervisor
