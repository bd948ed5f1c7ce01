// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The event loop: accepts connections, starts chains and residents, watches them, reads
// the configuration again, ends. It reads no byte of mail.
#ifndef CHAINMAIL_CHAINMAIL_SUPERVISOR_H
#define CHAINMAIL_CHAINMAIL_SUPERVISOR_H

#include "chain.h"
#include "generation.h"
#include "listen.h"
#include "logger.h"
#include "options.h"

#include <map>
#include <memory>
#include <poll.h>
#include <set>
#include <vector>

namespace chainmail::supervisor {

class Supervisor {
public:
    explicit Supervisor(Options options) : options_(std::move(options)) {}

    /// Reads the configuration, listens, and starts the residents.
    Status start();
    /// Until SIGTERM or SIGINT and the end of the last chain, or until a resident
    /// cannot be started at all.
    Status run();

private:
    enum class Source { signal, listener, control, renewal, request };
    struct Watch {
        Source source;
        std::size_t index = 0; ///< of the listener or program
        Generation* generation = nullptr;
        Chain* chain = nullptr;
    };

    Status listen(const config::Settings& settings);
    Result<std::unique_ptr<Generation>> next_generation();
    Status block_signals();

    void step();
    void end_residents();
    void watch(std::vector<pollfd>& fds, std::vector<Watch>& watches);
    int wait_ms() const;
    void handle(const Watch& watch);

    void read_signals();
    void reap();
    void reaped(pid_t pid, int status);
    bool reaped_resident(Generation& generation, pid_t pid, int status);
    bool reaped_worker(pid_t pid, int status);

    bool accepts() const;
    bool answers_421() const;
    void accept_one(const Listener& listener);
    void read_control(Generation& generation, std::size_t index);
    void read_renewal(Generation& generation);
    void acknowledge(Generation& generation,
                     std::size_t index,
                     const stage::Acknowledgement& message);

    void check_chains(std::uint64_t now_ms);
    void check_due(Chain& chain, std::uint64_t now_ms);
    void check_residents(std::uint64_t now_ms);
    void check_renewal();
    void give_up_on(Generation& generation, std::size_t index);
    void forget_finished();

    void reload();
    void switch_generation();
    void stop(bool at_once);
    void log_status() const;

    Options options_;
    Logger logger_;
    LogTarget log_target_;
    os::Fd signals_;
    std::vector<Listener> listeners_;
    std::unique_ptr<Generation> current_;
    std::unique_ptr<Generation> next_;             ///< loading, to replace current_
    std::vector<std::unique_ptr<Generation>> old_; ///< with chains still at work
    std::vector<std::unique_ptr<Chain>> chains_;
    std::map<pid_t, int> early_ends_; ///< reaped before their resident told of them
    unsigned generations_ = 0;
    std::uint32_t connections_ = 0;
    std::uint64_t down_since_ms_ = 0; ///< a needed resident is not ready; 0: all are
    unsigned stopping_ = 0;           ///< 1: gracefully, 2: at once
    bool said_ready_ = false;
};

} // namespace chainmail::supervisor

#endif
