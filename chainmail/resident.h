// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// One resident program as the supervisor sees it: started, ready, dead, started again.
#ifndef CHAINMAIL_CHAINMAIL_RESIDENT_H
#define CHAINMAIL_CHAINMAIL_RESIDENT_H

#include "base/result.h"
#include "evaluate.h"
#include "os/fd.h"
#include "os/socket_message.h"
#include "stage/handover.h"

#include <cstdint>
#include <span>
#include <string>
#include <sys/types.h>

namespace chainmail::supervisor {

/// When to start a program again that ended: at once, then after 1 s, doubling to 60 s;
/// 10 minutes of life forgive everything. Pure.
class BackOff {
public:
    /// Called at each end; gives the time of the next start.
    std::uint64_t next_start_ms(std::uint64_t started_ms, std::uint64_t now_ms);

private:
    unsigned failures_ = 0;
};

class Resident {
public:
    enum class State {
        down,    ///< to be started when `retry_ms()` has come
        loading, ///< started, has not said ready
        ready,
        broken, ///< ended before ready with exit status 100: starting again is no use
    };

    explicit Resident(ProgramPlan plan) : plan_(std::move(plan)) {}

    const std::string& name() const { return plan_.name; }
    const std::string& path() const { return plan_.path; }
    /// False: a site's own program, which is started for each connection.
    bool is_resident() const { return plan_.resident; }
    /// False: it stands beside the chain, and has no worker in it.
    bool is_stage() const { return plan_.stage; }
    State state() const { return state_; }
    bool usable() const
    {
        return !is_resident() || (state_ == State::ready && control_);
    }
    pid_t pid() const { return pid_; }
    int control() const { return control_.get(); }
    std::uint64_t retry_ms() const { return retry_ms_; }
    std::uint64_t started_ms() const { return started_ms_; }

    /// Starts the program with the slot page `slots`.
    Status start(int slots);
    void is_ready(std::string_view text);
    /// It was reaped.
    void ended(int status);
    /// Asks it to serve a connection; `fds[i]` becomes number `targets[i]` there.
    Status request(std::uint32_t number,
                   std::size_t slot,
                   std::span<const int> fds,
                   std::span<const int> targets);
    /// The same for a guest.
    Status request(const stage::GuestRequest& request, std::span<const int> fds)
    {
        return os::send_message(control_.get(), stage::bytes_of(request), fds);
    }
    /// It closed the control socket: no use any more, whatever it is at.
    void hang_up()
    {
        control_.reset();
        kill();
    }
    /// Ends it: it leaves when its control socket is closed.
    void dismiss()
    {
        control_.reset();
        state_ = State::down;
    }
    void kill();
    /// Another one of the same settings, not started: it is to take this one's place.
    Result<Resident> twin() const;
    /// It left because it was dismissed; it may be started again at once.
    void forget()
    {
        pid_ = -1;
        retry_ms_ = 0;
    }

private:
    ProgramPlan plan_;
    State state_ = State::down;
    pid_t pid_ = -1;
    os::Fd control_;
    std::uint64_t started_ms_ = 0;
    std::uint64_t retry_ms_ = 0;
    BackOff back_off_;
};

} // namespace chainmail::supervisor

#endif
