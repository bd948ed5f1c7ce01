// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The event loop: accepts connections, starts chains and residents, watches them, reads
// the configuration again, ends. It reads no byte of mail.
#ifndef CHAINMAIL_CHAINMAIL_SUPERVISOR_H
#define CHAINMAIL_CHAINMAIL_SUPERVISOR_H

#include "birth.h"
#include "chain.h"
#include "doors.h"
#include "generation.h"
#include "guest.h"
#include "logger.h"
#include "options.h"
#include "reception.h"

#include <map>
#include <memory>
#include <poll.h>
#include <set>
#include <vector>

namespace chainmail::supervisor {

class Supervisor {
public:
    Supervisor(Options options, Birth birth)
        : options_(std::move(options)),
          birth_(std::move(birth)),
          reception_(options_.listen)
    {
    }

    /// Reads the configuration, listens unless there is one connection to serve, and
    /// starts the residents.
    Status start();
    /// Until SIGTERM or SIGINT and the end of the last chain, until the one connection
    /// is served, or until a resident cannot be started at all.
    Status run();

private:
    enum class Source { signal, listener, control, renewal, request, door, guest };
    struct Watch {
        Source source;
        std::size_t index = 0; ///< of the listener or program
        Generation* generation = nullptr;
        Chain* chain = nullptr;
        Guest* guest = nullptr;
    };
    /// A connection that a guest brought, until there is room for it.
    struct Waiting {
        std::uint32_t number;
        os::Fd connection;
    };

    Status listen(const config::Settings& settings);
    /// Serves the one connection once the residents are ready; true when it is over.
    bool serve_only_one();
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
    void reap_early(pid_t pid);

    bool accepts() const;
    bool answers_421() const;
    void accept_one(std::size_t listener);
    void begin_chain(std::uint32_t number, os::Fd connection);
    static void refuse_connection(const os::Fd& connection, std::string_view why);
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

    void open_doors();
    void let_in(std::size_t door);
    void read_guest(Guest& guest);
    void answer_knock(Guest& guest, const os::SocketMessage& message);
    void take_work(Guest& guest, os::SocketMessage& message);
    void take_connection(Guest& guest, os::SocketMessage& message);
    void pass_signal(Guest& guest, const os::SocketMessage& message);
    std::optional<std::size_t> resident_of(const std::string& door) const;
    Chain* chain_of(const Guest& guest) const;
    Guest* guest_of(std::uint32_t number) const;
    void serve_waiting();
    bool acknowledge_guest(const stage::Acknowledgement& message);
    bool reaped_guest(pid_t pid, int status);
    bool guest_waits_for(const Generation& generation, std::size_t index) const;
    void give_up_on_guests(const Generation& generation, std::size_t index);
    void check_guests(std::uint64_t now_ms, std::uint64_t limit_ms);
    void forget_guests();

    void reload();
    void switch_generation();
    void stop(bool at_once);
    void log_status() const;

    Options options_;
    Birth birth_;
    bool only_one_ = false; ///< there is one connection to serve
    Logger logger_;
    LogTarget log_target_;
    os::Fd signals_;
    Reception reception_;
    std::unique_ptr<Generation> current_;
    std::unique_ptr<Generation> next_;             ///< loading, to replace current_
    std::vector<std::unique_ptr<Generation>> old_; ///< with chains still at work
    std::vector<std::unique_ptr<Chain>> chains_;
    Doors doors_;
    std::string directory_; ///< -c from the root on; "" is the usual places
    std::vector<std::unique_ptr<Guest>> guests_;
    std::vector<Waiting> waiting_;
    std::map<pid_t, int> early_ends_; ///< reaped before their resident told of them
    unsigned generations_ = 0;
    std::uint32_t connections_ = 0;
    std::uint64_t down_since_ms_ = 0; ///< a needed resident is not ready; 0: all are
    unsigned stopping_ = 0;           ///< 1: gracefully, 2: at once
    bool said_ready_ = false;
};

} // namespace chainmail::supervisor

#endif
