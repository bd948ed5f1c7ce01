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

// Said by the supervisor itself, so without a look at what the client sends.
void refuse_connection(const os::Fd& connection, std::string_view why)
{
    const auto line = cat("421 4.3.2 chainmail cannot take mail now: ", why, "\r\n");
    ::send(connection.get(), line.data(), line.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

} // namespace

Status Supervisor::start()
{
    raise_descriptor_limit();
    if (auto opened = logger_.open(); !opened) return opened;
    auto generation = next_generation();
    if (!generation) {
        // The logger's own settings cannot be read either: standard error it is.
        if (auto started = logger_.start({}); !started) return started;
        return generation.error();
    }
    const auto target = log_target((*generation)->settings());
    log_target_ = target ? *target : LogTarget{};
    if (auto started = logger_.start(log_target_); !started) return started;
    if (!target) return target.error();
    if (auto blocked = block_signals(); !blocked) return blocked;
    if (auto listening = listen((*generation)->settings()); !listening)
        return listening;
    current_ = std::move(*generation);
    down_since_ms_ = os::monotonic_ms();
    current_->start_due(down_since_ms_);
    return {};
}

Result<std::unique_ptr<Generation>> Supervisor::next_generation()
{
    auto plan = evaluate(options_.directory);
    if (!plan) return plan.error();
    return Generation::make(++generations_, std::move(*plan));
}

// Sockets for new places are opened before any old one is closed: a place that cannot
// be had leaves everything as it was.
Status Supervisor::listen(const config::Settings& settings)
{
    auto places = options_.listen;
    if (places.empty()) {
        auto wanted = listen_places(settings);
        if (!wanted) return wanted.error();
        places = std::move(*wanted);
    }
    std::vector<Listener> opened;
    for (const auto& place : places) {
        const bool known = std::ranges::count(listeners_, place, &Listener::place) > 0;
        if (known) continue;
        auto listener = listen_on(place);
        if (!listener) return listener.error();
        os::log(Level::info,
                listener->socket ? "listening on " + place
                                 : place + " skipped: no IPv6 on this machine");
        opened.push_back(std::move(*listener));
    }
    std::erase_if(listeners_, [&places](const Listener& listener) {
        return std::ranges::count(places, listener.place) == 0;
    });
    for (auto& listener : opened)
        listeners_.push_back(std::move(listener));
    const bool none = std::ranges::none_of(
        listeners_, [](const Listener& l) { return static_cast<bool>(l.socket); });
    if (none) return permanent("there is no address to listen on");
    return {};
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
        if (!said_ready_ && current_->any_broken())
            return permanent("a program of the chain cannot be started, see above");
        step();
    }
    end_residents();
    os::log(Level::notice, "stopped");
    return {};
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
        return std::ranges::any_of(old_, [](const auto& g) { return g->any_running(); });
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
    if (!accepts() && !answers_421()) return;
    for (std::size_t i = 0; i < listeners_.size(); ++i)
        add(listeners_[i].socket.get(), {Source::listener, i});
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
        accept_one(listeners_[watch.index]);
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

void Supervisor::accept_one(const Listener& listener)
{
    os::Fd connection(::accept4(listener.socket.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!connection) return;
    if (!accepts()) {
        if (answers_421()) refuse_connection(connection, "a part of it is down");
        return;
    }
    auto chain =
        Chain::begin(*current_, ++connections_, os::Fd(::dup(connection.get())));
    if (chain) {
        chains_.push_back(std::move(*chain));
        return;
    }
    os::log(Level::error, cat("connection ", connections_, ": ", chain.error().what));
    refuse_connection(connection, "no resources");
}

void Supervisor::read_control(Generation& generation, std::size_t index)
{
    auto& program = generation.programs()[index];
    auto message = os::receive_message(program.control(), 3);
    if (!message || !*message) {
        // Its end is told by SIGCHLD, how it ended too.
        program.hang_up();
        return;
    }
    const auto answer = stage::message_of<stage::Acknowledgement>((*message)->bytes);
    if (!answer) {
        os::log(Level::error, program.name() + " says what makes no sense");
        program.kill();
        return;
    }
    acknowledge(generation, index, *answer);
}

void Supervisor::read_renewal(Generation& generation)
{
    auto* renewal = generation.renewal();
    if (renewal == nullptr) return;
    const auto message = os::receive_message(renewal->control(), 3);
    const auto answer =
        message && *message
            ? stage::message_of<stage::Acknowledgement>((*message)->bytes)
            : std::nullopt;
    if (answer && answer->answer == stage::Answer::ready) {
        renewal->is_ready(answer->text.data());
        return;
    }
    renewal->hang_up();
}

void Supervisor::acknowledge(Generation& generation,
                             std::size_t index,
                             const stage::Acknowledgement& message)
{
    auto& program = generation.programs()[index];
    if (message.answer == stage::Answer::ready) {
        program.is_ready(message.text.data());
        return;
    }
    const auto chain = std::ranges::find_if(chains_, [&](const auto& c) {
        return c->number() == message.number && &c->generation() == &generation;
    });
    if (chain == chains_.end()) return;
    if (message.answer == stage::Answer::refused) {
        os::log(Level::error,
                cat("connection ",
                    message.number,
                    ": ",
                    program.name(),
                    ": ",
                    message.text.data()));
        (*chain)->started(index, -1);
        return;
    }
    (*chain)->started(index, message.pid);
    // It may have ended before its resident could tell of it.
    if (const auto early = early_ends_.find(message.pid); early != early_ends_.end()) {
        const int status = early->second;
        early_ends_.erase(early);
        reaped_worker(message.pid, status);
    }
}

} // namespace chainmail::supervisor
