// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The part of the supervisor that hears what residents say.
#include "base/text.h"
#include "os/log.h"
#include "os/socket_message.h"
#include "supervisor.h"

#include <algorithm>

namespace chainmail::supervisor {

using os::Level;
using text::cat;

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
    if (acknowledge_guest(message)) return reap_early(message.pid);
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
    reap_early(message.pid);
}

// It may have ended before its resident could tell of it.
void Supervisor::reap_early(pid_t pid)
{
    const auto early = early_ends_.find(pid);
    if (early == early_ends_.end()) return;
    const int status = early->second;
    early_ends_.erase(early);
    reaped_worker(pid, status);
}

} // namespace chainmail::supervisor
