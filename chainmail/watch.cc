// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The part of the supervisor that looks after what it started: ends, deadlines,
// restarts, reload and stop.
#include "base/text.h"
#include "notify.h"
#include "os/child.h"
#include "os/clock.h"
#include "os/log.h"
#include "supervisor.h"

#include <algorithm>
#include <csignal>
#include <sys/wait.h>

namespace chainmail::supervisor {

namespace {

using os::Level;
using text::cat;

// A stage dies of its own alarm at the deadline; who is still there then was stopped,
// and is told to go on.
constexpr std::uint64_t resume_grace_ms = 300;
// Who did not die of that either is killed.
constexpr std::uint64_t stage_grace_ms = 800;
// smtp-in sees the end of the others and says 451; after this it is killed itself.
constexpr std::uint64_t smtp_in_grace_ms = 2500;
// Forking takes milliseconds. A resident that does not answer is stopped or stuck.
constexpr std::uint64_t answer_ms = 10'000;
// Loading two million signatures takes half a minute here.
constexpr std::uint64_t load_ms = 600'000;
constexpr std::size_t most_early_ends = 1000;

} // namespace

void Supervisor::reap()
{
    int status = 0;
    for (pid_t pid = 0; (pid = ::waitpid(-1, &status, WNOHANG)) > 0;)
        reaped(pid, status);
}

void Supervisor::reaped(pid_t pid, int status)
{
    if (pid == logger_.pid()) {
        if (const auto started = logger_.start(log_target_); !started) return;
        os::log(Level::error, "the logger ended: " + os::how_it_ended(status));
        return;
    }
    for (auto* generation : {current_.get(), next_.get()})
        if (generation != nullptr && reaped_resident(*generation, pid, status)) return;
    for (auto& generation : old_)
        if (reaped_resident(*generation, pid, status)) return;
    if (reaped_worker(pid, status)) return;
    if (early_ends_.size() >= most_early_ends) early_ends_.clear();
    early_ends_[pid] = status;
}

bool Supervisor::reaped_resident(Generation& generation, pid_t pid, int status)
{
    for (std::size_t i = 0; i < generation.programs().size(); ++i) {
        auto& program = generation.programs()[i];
        if (program.pid() != pid) continue;
        const bool wanted = program.control() >= 0 || status != 0;
        if (wanted) {
            program.ended(status);
            give_up_on(generation, i);
        } else {
            program.forget();
        }
        return true;
    }
    return generation.reaped_renewal(pid, status);
}

// The request that it did not answer may have been carried out or not: those chains
// end.
void Supervisor::give_up_on(Generation& generation, std::size_t index)
{
    for (auto& chain : chains_) {
        if (&chain->generation() != &generation || !chain->waits_for(index)) continue;
        chain->started(index, -1);
        chain->kill(true);
    }
    give_up_on_guests(generation, index);
}

bool Supervisor::reaped_worker(pid_t pid, int status)
{
    if (reaped_guest(pid, status)) return true;
    for (auto& chain : chains_) {
        const auto index = chain->reaped(pid);
        if (!index) continue;
        if (status != 0)
            os::log(Level::warning,
                    cat("connection ",
                        chain->number(),
                        ": ",
                        chain->generation().programs()[*index].name(),
                        " ended: ",
                        os::how_it_ended(status)));
        return true;
    }
    return false;
}

void Supervisor::check_chains(std::uint64_t now_ms)
{
    for (auto& chain : chains_) {
        if (chain->wants_stages() && chain->generation().all_usable())
            if (const auto started = chain->start_stages(); !started) {
                os::log(
                    Level::error,
                    cat("connection ", chain->number(), ": ", started.error().what));
                chain->kill(false);
            }
        check_due(*chain, now_ms);
        const auto limit = std::min(answer_ms, chain->generation().child_timeout_ms());
        const auto asked = chain->asked_ms();
        if (asked == 0 || now_ms < asked + limit) continue;
        auto& programs = chain->generation().programs();
        for (std::size_t i = 0; i < programs.size(); ++i)
            if (chain->waits_for(i)) {
                os::log(Level::error, programs[i].name() + " does not answer, killed");
                programs[i].kill();
            }
    }
    check_guests(now_ms, answer_ms);
}

void Supervisor::check_due(Chain& chain, std::uint64_t now_ms)
{
    const std::uint64_t due = chain.slot().due_ms;
    if (due == 0 || now_ms < due + resume_grace_ms) return;
    // A chain that came back to life has a later time to be done by.
    if (!chain.resumed()) chain.resume();
    if (now_ms < due + stage_grace_ms) return;
    if (!chain.killed()) {
        os::log(Level::error,
                cat("connection ", chain.number(), ": over its time, killed"));
        chain.kill(false);
    }
    if (now_ms >= due + smtp_in_grace_ms) chain.kill(true);
}

void Supervisor::check_residents(std::uint64_t now_ms)
{
    for (auto* generation : {current_.get(), next_.get()}) {
        if (generation == nullptr) continue;
        generation->start_due(now_ms);
        for (auto& program : generation->programs())
            if (program.state() == Resident::State::loading &&
                now_ms > program.started_ms() + load_ms)
                program.kill();
    }
    current_->look_for_signatures(now_ms);
    check_renewal();
    if (!current_->all_usable()) {
        if (down_since_ms_ == 0) down_since_ms_ = now_ms;
    } else {
        if (!said_ready_) {
            notify_ready(options_.ready_fd);
            os::log(Level::notice, "ready");
        }
        said_ready_ = true;
        down_since_ms_ = 0;
    }
    if (next_ == nullptr) return;
    if (next_->all_usable()) switch_generation();
}

// A request under way is answered by the resident that it was made to: the old one goes
// when there is none.
void Supervisor::check_renewal()
{
    auto* renewal = current_->renewal();
    if (renewal == nullptr || renewal->state() != Resident::State::ready) return;
    const auto holder = current_->signature_holder();
    const bool asked =
        guest_waits_for(*current_, *holder) ||
        std::ranges::any_of(chains_, [&](const auto& chain) {
            return &chain->generation() == current_.get() && chain->waits_for(*holder);
        });
    if (!asked) current_->finish_renewal();
}

void Supervisor::forget_finished()
{
    std::erase_if(chains_, [](const auto& chain) { return chain->over(); });
    for (auto& generation : old_)
        if (!generation->in_use())
            for (auto& program : generation->programs())
                program.dismiss();
    std::erase_if(old_, [](const auto& generation) {
        return !generation->in_use() && !generation->any_running();
    });
    if (next_ == nullptr || !next_->any_broken()) return;
    os::log(Level::error,
            "reload: the new configuration cannot be used, the old one "
            "stays in service");
    for (auto& program : next_->programs())
        program.dismiss();
    old_.push_back(std::move(next_));
}

void Supervisor::reload()
{
    if (stopping_ > 0 || current_ == nullptr) return;
    os::log(Level::notice, "reload: reading the configuration");
    auto generation = next_generation();
    if (generation) {
        // Only tried here; the places are taken over when the generation is ready.
        if (const auto usable = reception_.check((*generation)->settings()); !usable)
            generation = usable.error();
    }
    if (!generation) {
        os::log(Level::error,
                "reload: the old configuration stays in service: " +
                    generation.error().what);
        return;
    }
    if (next_ != nullptr) old_.push_back(std::move(next_));
    next_ = std::move(*generation);
    next_->start_due(os::monotonic_ms());
}

void Supervisor::switch_generation()
{
    const auto listening = only_one_ ? Status() : reception_.open(next_->settings());
    if (!listening) {
        os::log(Level::error,
                "reload: the old configuration stays in service: " +
                    listening.error().what);
        old_.push_back(std::move(next_));
        return;
    }
    if (const auto target = log_target(next_->settings());
        target && *target != log_target_) {
        log_target_ = *target;
        ::kill(logger_.pid(), SIGKILL); // reap() starts it again with the new target
    }
    old_.push_back(std::move(current_));
    current_ = std::move(next_);
    for (auto& chain : chains_)
        chain->ask_to_finish();
    os::log(Level::notice,
            cat("reload: configuration ", current_->number(), " is in service"));
}

void Supervisor::stop(bool at_once)
{
    stopping_ = at_once ? 2 : 1;
    notify_stopping();
    os::log(Level::notice,
            cat("stopping, ",
                chains_.size(),
                at_once ? " connections cut"
                        : " connections "
                          "to finish"));
    reception_.close();
    doors_.close();
    for (const auto& waiting : waiting_)
        refuse_connection(waiting.connection, "it is stopping");
    waiting_.clear();
    for (auto& chain : chains_)
        if (at_once)
            chain->kill(true);
        else
            chain->ask_to_finish();
}

void Supervisor::log_status() const
{
    os::log(Level::notice,
            cat("status: ",
                chains_.size(),
                " of ",
                current_->max_chains(),
                " connections, configuration ",
                current_->number()));
    const auto now = os::monotonic_ms();
    for (const auto& chain : chains_) {
        const auto& slot = chain->slot();
        const std::uint64_t since = slot.since_ms;
        os::log(Level::notice,
                cat("status: connection ",
                    chain->number(),
                    ": ",
                    slot.messages.load(),
                    " messages, seq ",
                    slot.seq.load(),
                    ", stage ",
                    slot.stage.load(),
                    ", for ",
                    since == 0 ? 0 : now - since,
                    " ms"));
    }
}

} // namespace chainmail::supervisor
