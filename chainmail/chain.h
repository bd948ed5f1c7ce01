// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The processes that serve one connection: smtp-in from the start, the others from the
// first MAIL on.
#ifndef CHAINMAIL_CHAINMAIL_CHAIN_H
#define CHAINMAIL_CHAINMAIL_CHAIN_H

#include "generation.h"
#include "os/fd.h"

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <sys/types.h>

namespace chainmail::supervisor {

class Chain {
public:
    /// Takes a slot, makes files and pipes and hands the connection to smtp-in.
    static Result<std::unique_ptr<Chain>>
    begin(Generation& generation, std::uint32_t number, os::Fd connection);
    Chain(const Chain&) = delete;
    Chain& operator=(const Chain&) = delete;
    ~Chain();

    std::uint32_t number() const { return number_; }
    Generation& generation() { return generation_; }
    stage::Slot& slot() { return generation_.slot(slot_); }

    /// The descriptor on which smtp-in asks for the others; -1 when that is done.
    int request() const { return request_.get(); }
    /// smtp-in asked (or left): to be called when request() is readable.
    void read_request();
    bool wants_stages() const { return wants_stages_; }
    /// Starts the others. A failure closes the request: smtp-in says 451.
    Status start_stages();

    /// Worker `pid` of program `index` is there.
    void started(std::size_t index, pid_t pid);
    /// Which program the worker belonged to; nothing when it is none of this chain.
    std::optional<std::size_t> reaped(pid_t pid);
    /// True while program `index` has not answered its request.
    bool waits_for(std::size_t index) const { return unanswered_.contains(index); }
    /// When the oldest unanswered request was made; 0: none.
    std::uint64_t asked_ms() const { return unanswered_.empty() ? 0 : asked_ms_; }

    /// SIGTERM to smtp-in: finish the message in hand, 421, close.
    void ask_to_finish();
    /// SIGCONT to all, once: who was stopped dies of its own alarm, or, being smtp-in
    /// with the reply already there, passes it on. So the sender hears the truth.
    void resume();
    bool resumed() const { return resumed_; }
    /// SIGKILL to all but smtp-in, so that it can still say 451; or to all.
    void kill(bool smtp_in_too);
    bool killed() const { return killed_; }
    /// All processes are gone and none is to come.
    bool over() const;

private:
    Chain(Generation& generation, std::uint32_t number, std::size_t slot)
        : generation_(generation),
          number_(number),
          slot_(slot)
    {
    }
    Status begin_smtp_in(const os::Fd& connection);
    Status
    ask(std::size_t index, std::span<const int> fds, std::span<const int> targets);
    Status start_own(std::size_t index,
                     std::span<const int> fds,
                     std::span<const int> targets);
    /// What the stages behind smtp-in are started with, besides their pipes.
    struct Common {
        os::SharedFile parts;
        os::Fd lookup; ///< policy's connection to it; -1: there is none
    };
    Result<Common> make_common();
    Status start_stage(std::size_t index, int in, int out, const Common& common);
    void answer_request();
    void close_all();

    Generation& generation_;
    std::uint32_t number_;
    std::size_t slot_;
    os::Fd request_;
    os::Fd records_;  ///< reading end of what smtp-in writes on 7
    os::Fd reply_;    ///< writing end of what smtp-in reads on 6
    os::Fd message_;  ///< fd 3, read-only
    os::Fd envelope_; ///< fd 8, read-only
    bool wants_stages_ = false;
    bool stages_started_ = false;
    bool resumed_ = false;
    bool killed_ = false;     ///< a stage that still starts is killed as well
    bool killed_all_ = false; ///< and smtp-in
    std::map<pid_t, std::size_t> workers_;
    std::set<std::size_t> unanswered_;
    std::uint64_t asked_ms_ = 0;
};

} // namespace chainmail::supervisor

#endif
