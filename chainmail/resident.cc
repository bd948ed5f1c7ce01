// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "resident.h"

#include "base/text.h"
#include "os/child.h"
#include "os/clock.h"
#include "os/log.h"
#include "os/socket_message.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/wait.h>

namespace chainmail::supervisor {

namespace {

using os::Level;
using text::cat;

} // namespace

std::uint64_t BackOff::next_start_ms(std::uint64_t started_ms, std::uint64_t now_ms)
{
    constexpr std::uint64_t forgiven_ms = 600'000;
    if (now_ms - started_ms >= forgiven_ms) failures_ = 0;
    const unsigned failure = failures_++;
    if (failure == 0) return now_ms;
    return now_ms +
           std::min<std::uint64_t>(1000ULL << std::min(failure - 1, 10U), 60'000);
}

Status Resident::start(int slots)
{
    auto pair = os::make_socket_pair();
    if (!pair) return pair.error();
    const os::Placed descriptors[] = {{pair->write.get(), stage::control_fd},
                                      {plan_.settings.get(), stage::settings_fd},
                                      {slots, stage::slots_fd}};
    const auto pid = os::start_program({plan_.path, "--resident"}, descriptors);
    if (!pid) return pid.error();
    pid_ = *pid;
    control_ = std::move(pair->read);
    state_ = State::loading;
    started_ms_ = os::monotonic_ms();
    return {};
}

void Resident::is_ready(std::string_view text)
{
    state_ = State::ready;
    os::log(Level::info,
            cat(name(),
                " ready in ",
                os::monotonic_ms() - started_ms_,
                " ms",
                text.empty() ? "" : ": ",
                text));
}

void Resident::ended(int status)
{
    const bool refused =
        state_ == State::loading && WIFEXITED(status) && WEXITSTATUS(status) == 100;
    state_ = refused ? State::broken : State::down;
    pid_ = -1;
    control_.reset();
    const auto now = os::monotonic_ms();
    retry_ms_ = back_off_.next_start_ms(started_ms_, now);
    os::log(Level::error,
            cat(name(),
                " ended: ",
                os::how_it_ended(status),
                refused ? "; it stays down until the configuration is mended and read "
                          "again (SIGHUP)"
                        : cat("; next start in ", retry_ms_ - now, " ms")));
}

Status Resident::request(std::uint32_t number,
                         std::size_t slot,
                         std::span<const int> fds,
                         std::span<const int> targets)
{
    stage::Request request;
    request.number = number;
    request.slot = static_cast<std::uint32_t>(slot);
    request.count = static_cast<std::uint32_t>(fds.size());
    std::ranges::copy(targets, request.targets.begin());
    return os::send_message(control_.get(), stage::bytes_of(request), fds);
}

Result<Resident> Resident::twin() const
{
    ProgramPlan plan;
    plan.name = plan_.name;
    plan.path = plan_.path;
    plan.settings = os::Fd(::fcntl(plan_.settings.get(), F_DUPFD_CLOEXEC, 0));
    if (!plan.settings) return system_error("settings of " + name(), errno);
    return Resident(std::move(plan));
}

void Resident::kill()
{
    if (pid_ > 0) ::kill(pid_, SIGKILL);
}

} // namespace chainmail::supervisor
