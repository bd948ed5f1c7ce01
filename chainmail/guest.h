// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A program started by exec that lets a resident do its work, as the supervisor sees
// it; stage/guest_messages.h is what the two say.
#ifndef CHAINMAIL_CHAINMAIL_GUEST_H
#define CHAINMAIL_CHAINMAIL_GUEST_H

#include "generation.h"
#include "os/socket_message.h"
#include "stage/guest_messages.h"

#include <optional>
#include <string>
#include <sys/types.h>

namespace chainmail::supervisor {

class Guest {
public:
    enum class State {
        knocking, ///< has to say who it is
        invited,  ///< is to hand over its descriptors
        asked,    ///< the resident has them, and has not answered
        served,   ///< a worker has them, or a chain has the connection
        gone,     ///< nothing is left to be done for it
    };

    Guest(std::string door, std::uint32_t number, os::Fd socket)
        : door_(std::move(door)),
          number_(number),
          socket_(std::move(socket))
    {
    }
    Guest(const Guest&) = delete;
    Guest& operator=(const Guest&) = delete;
    ~Guest();

    const std::string& door() const { return door_; }
    std::uint32_t number() const { return number_; }
    int socket() const { return socket_.get(); }
    State state() const { return state_; }
    /// Null until it asked.
    Generation* generation() const { return generation_; }
    std::size_t program() const { return program_; }
    pid_t worker() const { return worker_; }
    std::uint64_t asked_ms() const { return asked_ms_; }

    void invite();
    void refuse(const std::string& why);
    /// Hands its descriptors to resident `program` of `generation`.
    Status ask(Generation& generation, std::size_t program, os::SocketMessage& message);
    /// The resident made worker `pid`.
    void began(pid_t pid);
    /// A chain is to serve the connection that it brought.
    void has_chain();
    /// Its worker ended so (waitpid(2)), or its chain.
    void end(int status);
    /// For the worker, when it is there.
    void signal(int signal) const;
    /// It hung up: nobody waits for the worker, which ends.
    void leave();

private:
    void note(stage::Turn turn, int status = 0, const std::string& text = "");

    std::string door_;
    std::uint32_t number_;
    os::Fd socket_;
    State state_ = State::knocking;
    Generation* generation_ = nullptr;
    std::size_t program_ = 0;
    std::optional<std::size_t> slot_;
    pid_t worker_ = -1;
    bool left_ = false; ///< a worker that still starts is killed
    std::uint64_t asked_ms_ = 0;
};

} // namespace chainmail::supervisor

#endif
