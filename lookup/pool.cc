// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "pool.h"

#include "base/text.h"
#include "os/log.h"

#include <algorithm>

namespace chainmail::lookup {

namespace {

using text::cat;

constexpr std::uint64_t longest_ms = 30'000;
constexpr std::uint64_t patience_ms = 5'000;
constexpr std::uint64_t complaint_ms = 60'000;
constexpr std::uint64_t never = UINT64_MAX;

} // namespace

Pool::Pool(const Configuration& configuration, const Factory& make)
    : configuration_(configuration)
{
    if (configuration.dsns.empty()) return;
    lanes_.resize(configuration.connections);
    for (auto& lane : lanes_)
        lane.database = make();
}

void Pool::add(std::uint64_t client, Question question, std::uint64_t now)
{
    auto until = now + longest_ms;
    if (question.deadline_ms != 0) until = std::min(until, question.deadline_ms);
    Job job{client,
            Work(std::move(question), configuration_),
            until,
            std::min(until, now + patience_ms)};
    if (job.work.is_done())
        reply(job);
    else
        queue_.push_back(std::move(job));
}

void Pool::forget(std::uint64_t client)
{
    std::erase_if(queue_, [&](const Job& job) { return job.client == client; });
}

bool Pool::is_down() const
{
    return std::none_of(
        lanes_.begin(), lanes_.end(), [](const Lane& lane) { return lane.up; });
}

std::size_t Pool::count(State state) const
{
    return static_cast<std::size_t>(
        std::count_if(lanes_.begin(), lanes_.end(), [&](const Lane& lane) {
            return lane.database->state() == state;
        }));
}

void Pool::add_polled(std::vector<pollfd>& to) const
{
    for (const auto& lane : lanes_) {
        const bool closed = lane.database->state() == State::closed;
        to.push_back({closed ? -1 : lane.database->fd(),
                      closed ? short{0} : lane.database->events(),
                      0});
    }
}

void Pool::proceed(const pollfd* polled)
{
    for (auto& lane : lanes_)
        if ((polled++)->revents != 0) lane.database->proceed();
}

std::vector<Reply> Pool::tick(std::uint64_t now)
{
    for (auto& lane : lanes_)
        settle(lane, now);
    expire(now);
    assign();
    open_more(now);
    return std::exchange(replies_, {});
}

std::uint64_t Pool::next_ms() const
{
    std::uint64_t next = never;
    const bool down = is_down();
    for (const auto& job : queue_)
        next = std::min(next, down ? job.patience : job.until);
    for (const auto& lane : lanes_) {
        const auto state = lane.database->state();
        if (state == State::connecting) next = std::min(next, lane.connect_until);
        if (state == State::lost || state == State::answered) return 0;
        if (lane.job) next = std::min(next, lane.job->until);
    }
    const bool may_open = count(State::closed) > 0 && count(State::connecting) == 0;
    if (may_open && (down || !queue_.empty())) next = std::min(next, next_try_);
    return lanes_.empty() ? never : next;
}

void Pool::settle(Lane& lane, std::uint64_t now)
{
    switch (lane.database->state()) {
    case State::closed:
        return;
    case State::connecting:
        if (now >= lane.connect_until)
            failed(lane, "the connection is not made in time", now);
        return;
    case State::ready:
        if (!lane.up) connected(lane, now);
        return;
    case State::working:
        if (now < lane.job->until) return;
        refuse(*lane.job, "the database does not answer in time");
        lane.job.reset();
        lane.proven = false;
        return lost(lane, "it does not answer in time", now);
    case State::answered:
        return answered(lane, now);
    case State::lost:
        // A copy: closing the connection forgets it.
        return lane.up ? lost(lane, std::string(lane.database->why()), now)
                       : failed(lane, std::string(lane.database->why()), now);
    }
}

void Pool::open(Lane& lane, std::size_t dsn, std::uint64_t now)
{
    lane.dsn = dsn;
    lane.up = lane.proven = false;
    lane.connect_until = now + configuration_.dsns[dsn].connect_ms;
    lane.database->open(configuration_.dsns[dsn]);
}

void Pool::connected(Lane& lane, std::uint64_t now)
{
    lane.up = true;
    const auto where = configuration_.dsns[lane.dsn].text();
    if (outage_since_)
        os::log(os::Level::notice,
                cat("connected to the database again (",
                    where,
                    "), after ",
                    (now - *outage_since_) / 1000,
                    " s"));
    else if (configuration_.log_level >= 3)
        os::log(os::Level::info, cat("connected to ", where));
    outage_since_.reset();
}

void Pool::begin_outage(const Lane& lane, const std::string& why, std::uint64_t now)
{
    last_why_ = why;
    if (!is_down() || outage_since_) return;
    outage_since_ = now;
    os::log(os::Level::error,
            cat("no connection to the database (",
                configuration_.dsns[lane.dsn].text(),
                "), mail has to wait: ",
                why));
}

// An attempt came to nothing.
void Pool::failed(Lane& lane, const std::string& why, std::uint64_t now)
{
    lane.database->close();
    if (lane.dsn + 1 < configuration_.dsns.size()) {
        if (configuration_.log_level >= 1)
            os::log(os::Level::warning,
                    cat(configuration_.dsns[lane.dsn].text(), ": ", why));
        return open(lane, lane.dsn + 1, now);
    }
    next_try_ = now + back_off_.next_ms(static_cast<std::uint32_t>(random_()));
    begin_outage(lane, why, now);
}

// A connection that stood is gone. One that has worked is made anew at once, and
// nothing said of it: most often the server was restarted, or had it for too long.
void Pool::lost(Lane& lane, const std::string& why, std::uint64_t now)
{
    lane.database->close();
    lane.up = false;
    last_why_ = why;
    next_try_ = now;
    if (!lane.proven) {
        next_try_ += back_off_.next_ms(static_cast<std::uint32_t>(random_()));
        begin_outage(lane, why, now);
    }
    if (auto job = std::exchange(lane.job, {})) {
        if (job->retried) {
            refuse(*job, why);
        } else {
            job->retried = true;
            queue_.push_front(std::move(*job));
        }
    }
}

void Pool::answered(Lane& lane, std::uint64_t now)
{
    auto tables = lane.database->take();
    lane.proven = true;
    back_off_.reset();
    auto& job = *lane.job;
    const auto taken =
        tables ? job.work.take(std::move(*tables)) : Status(tables.error());
    if (taken) return advance(lane);
    complain(taken.error().what, now);
    refuse(job, taken.error().what);
    lane.job.reset();
}

void Pool::advance(Lane& lane)
{
    if (!lane.job->work.is_done()) return lane.database->run(lane.job->work.queries());
    reply(*lane.job);
    lane.job.reset();
}

void Pool::reply(const Job& job)
{
    auto text = write(job.work.answer());
    if (!text) return refuse(job, text.error().what);
    replies_.push_back({job.client, std::move(*text)});
}

void Pool::refuse(const Job& job, const std::string& why)
{
    replies_.push_back({job.client, write_failure(job.work.question().number, why)});
}

void Pool::assign()
{
    for (auto& lane : lanes_) {
        if (queue_.empty()) return;
        if (lane.database->state() != State::ready || !lane.up || lane.job) continue;
        lane.job.emplace(std::move(queue_.front()));
        queue_.pop_front();
        advance(lane);
    }
}

// Without a connection there is nothing to wait for but the next attempt.
void Pool::expire(std::uint64_t now)
{
    const bool down = is_down();
    const auto hope = count(State::connecting) > 0 ? now : next_try_;
    std::erase_if(queue_, [&](const Job& job) {
        if (now < job.until && !(down && (now >= job.patience || hope > job.patience)))
            return false;
        refuse(job,
               down ? cat("no connection to the database: ", last_why_)
                    : std::string("no connection to the database was free in time"));
        return true;
    });
}

// One connection stands whether it is needed or not; more are made for a queue.
void Pool::open_more(std::uint64_t now)
{
    if (now < next_try_) return;
    const bool down = is_down();
    auto connecting = count(State::connecting);
    for (auto& lane : lanes_) {
        const bool wanted = down ? connecting == 0 : connecting < queue_.size();
        if (!wanted) return;
        if (lane.database->state() != State::closed) continue;
        open(lane, 0, now);
        ++connecting;
    }
}

void Pool::complain(const std::string& why, std::uint64_t now)
{
    ++unsaid_;
    if (complained_ != 0 && now - complained_ < complaint_ms) return;
    os::log(os::Level::error,
            unsaid_ == 1 ? why : cat(why, " (", unsaid_, " such failures)"));
    complained_ = now;
    unsaid_ = 0;
}

} // namespace chainmail::lookup
