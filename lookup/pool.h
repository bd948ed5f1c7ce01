// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The connections to the database, and the questions that wait for one. It decides when
// to connect and whom to answer; it neither waits nor reads clients.
#ifndef CHAINMAIL_LOOKUP_POOL_H
#define CHAINMAIL_LOOKUP_POOL_H

#include "back_off.h"
#include "configuration.h"
#include "database.h"
#include "work.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <poll.h>
#include <random>
#include <string>
#include <vector>

namespace chainmail::lookup {

struct Reply {
    std::uint64_t client = 0;
    std::string text; ///< a whole record
};

/// All times are CLOCK_MONOTONIC in milliseconds.
class Pool {
public:
    using Factory = std::function<std::unique_ptr<Database>()>;
    /// `configuration` outlives the pool and does not move.
    Pool(const Configuration& configuration, const Factory& make);

    /// Questions are served in the order they come. Each gets its reply at its
    /// deadline, or 30 s from now, at the latest; while no connection stands after 5 s,
    /// and at once when none will be tried until then.
    void add(std::uint64_t client, Question question, std::uint64_t now);
    /// Its waiting question is not asked any more.
    void forget(std::uint64_t client);

    void add_polled(std::vector<pollfd>& to) const;
    /// `polled` is what add_polled() added, after poll(2).
    void proceed(const pollfd* polled);
    /// Does what is due, and hands out the replies that are ready.
    std::vector<Reply> tick(std::uint64_t now);
    /// When tick() is due even if nothing happens.
    std::uint64_t next_ms() const;

private:
    struct Job {
        std::uint64_t client;
        Work work;
        std::uint64_t until;    ///< for the whole
        std::uint64_t patience; ///< without any connection
        bool retried = false;
    };
    struct Lane {
        std::unique_ptr<Database> database;
        std::size_t dsn = 0;
        std::uint64_t connect_until = 0;
        bool proven = false; ///< has answered since it was connected
        bool up = false;
        std::optional<Job> job;
    };

    using State = Database::State;
    void settle(Lane& lane, std::uint64_t now);
    void open(Lane& lane, std::size_t dsn, std::uint64_t now);
    void connected(Lane& lane, std::uint64_t now);
    void failed(Lane& lane, const std::string& why, std::uint64_t now);
    void lost(Lane& lane, const std::string& why, std::uint64_t now);
    void answered(Lane& lane, std::uint64_t now);
    void advance(Lane& lane);
    void reply(const Job& job);
    void refuse(const Job& job, const std::string& why);
    void assign();
    void expire(std::uint64_t now);
    void open_more(std::uint64_t now);
    bool is_down() const;
    std::size_t count(State state) const;
    void begin_outage(const Lane& lane, const std::string& why, std::uint64_t now);
    void complain(const std::string& why, std::uint64_t now);

    const Configuration& configuration_;
    std::vector<Lane> lanes_;
    std::deque<Job> queue_;
    std::vector<Reply> replies_;
    BackOff back_off_;
    std::minstd_rand random_{std::random_device{}()};
    std::uint64_t next_try_ = 0;
    std::optional<std::uint64_t> outage_since_;
    std::string last_why_;
    std::uint64_t complained_ = 0; ///< when; 0 is never
    std::uint64_t unsaid_ = 0;     ///< complaints since then
};

} // namespace chainmail::lookup

#endif
