// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The pool against databases that do as they are told, with a clock of its own.
#include "lookup/pool.h"

#include "../check.h"

using namespace chainmail;
using namespace chainmail::lookup;

namespace {

class Fake : public Database {
public:
    void open(const Dsn& dsn) override
    {
        ++opened;
        to = dsn.text();
        state_ = State::connecting;
    }
    void close() override { state_ = State::closed; }
    State state() const override { return state_; }
    int fd() const override { return -1; }
    short events() const override { return 0; }
    void proceed() override {}
    void run(std::vector<Query> queries) override
    {
        asked = std::move(queries);
        state_ = State::working;
    }
    Result<std::vector<Table>> take() override
    {
        state_ = State::ready;
        if (!error.empty()) return temporary(error);
        return std::vector<Table>(asked.size(), Table{{"name"}, {{"x"}}});
    }
    const std::string& why() const override { return why_; }

    void become(State state, std::string why = "")
    {
        state_ = state;
        why_ = std::move(why);
    }

    int opened = 0;
    std::string to, error;
    std::vector<Query> asked;

private:
    State state_ = State::closed;
    std::string why_;
};

using State = Database::State;

struct World {
    explicit World(std::size_t connections, std::size_t sources = 1)
    {
        for (std::size_t i = 0; i < sources; ++i)
            configuration.dsns.push_back(
                *parse_dsn("DBI:Pg:dbname=d" + std::to_string(i), "", ""));
        configuration.policy = *Clause::parse("%k", "sel_policy", "conf:1");
        configuration.connections = connections;
        pool.emplace(configuration, [this] {
            auto made = std::make_unique<Fake>();
            lanes.push_back(made.get());
            return made;
        });
    }
    void ask(std::uint64_t client, std::uint64_t deadline = 0)
    {
        pool->add(client, {client, deadline, {{"a@b", false}}, {}}, now);
    }
    // The clients that get a reply now, "!" behind those who get a failure.
    std::string tick(std::uint64_t ms = 0)
    {
        now += ms;
        std::string text;
        for (const auto& reply : pool->tick(now))
            text += std::to_string(reply.client) +
                    (reply.text.find("error=") == std::string::npos ? " " : "! ");
        return text;
    }

    Configuration configuration;
    std::vector<Fake*> lanes;
    std::optional<Pool> pool;
    std::uint64_t now = 1'000'000;
};

} // namespace

TEST(one_connection_is_made_at_once_and_more_for_a_queue)
{
    World w(2);
    w.tick();
    CHECK_EQUAL(w.lanes[0]->opened, 1);
    CHECK_EQUAL(w.lanes[1]->opened, 0);
    w.lanes[0]->become(State::ready);
    w.ask(1);
    CHECK_EQUAL(w.tick(), "");
    CHECK_EQUAL(w.lanes[1]->opened, 0);
    w.ask(2);
    w.tick();
    CHECK_EQUAL(w.lanes[1]->opened, 1);
    w.lanes[0]->become(State::answered);
    CHECK_EQUAL(w.tick(), "1 ");
    w.lanes[0]->become(State::answered);
    CHECK_EQUAL(w.tick(), "2 ");
}

TEST(questions_are_served_in_order)
{
    World w(1);
    for (std::uint64_t client = 1; client <= 4; ++client)
        w.ask(client);
    w.tick();
    w.pool->forget(3);
    w.lanes[0]->become(State::ready);
    CHECK_EQUAL(w.tick(), "");
    for (const char* client : {"1 ", "2 ", "4 "}) {
        w.lanes[0]->become(State::answered);
        CHECK_EQUAL(w.tick(), client);
    }
}

TEST(while_it_is_down_nobody_waits_for_more_than_five_seconds)
{
    World w(2);
    w.ask(1);
    std::string told;
    std::uint64_t waited = 0;
    for (; told.empty() && waited < 10'000; waited += 100) {
        if (w.lanes[0]->state() == State::connecting)
            w.lanes[0]->become(State::lost, "refused");
        told = w.tick(100);
    }
    CHECK_EQUAL(told, "1! ");
    CHECK(waited <= 5'100);
    // The next attempt is far: the next one is told at once.
    for (int i = 0; i < 300; ++i) {
        if (w.lanes[0]->state() == State::connecting)
            w.lanes[0]->become(State::lost, "refused");
        w.tick(100);
    }
    w.ask(2);
    CHECK_EQUAL(w.tick(), "2! ");
    CHECK(w.lanes[0]->opened < 12);
    CHECK_EQUAL(w.lanes[1]->opened, 0);
}

TEST(a_connection_that_is_not_made_in_time_is_given_up)
{
    World w(1, 2);
    w.tick();
    CHECK_EQUAL(w.lanes[0]->to, "local socket, database d0");
    CHECK_EQUAL(w.pool->next_ms(), w.now + 3000);
    w.tick(2999);
    CHECK_EQUAL(w.lanes[0]->to, "local socket, database d0");
    w.tick(1);
    CHECK_EQUAL(w.lanes[0]->to, "local socket, database d1");
    w.lanes[0]->become(State::lost, "refused");
    w.tick();
    CHECK(w.lanes[0]->state() == State::closed);
    w.tick(500);
    CHECK_EQUAL(w.lanes[0]->to, "local socket, database d0");
}

TEST(a_lost_connection_is_made_anew_and_its_question_asked_once_more)
{
    World w(1);
    w.ask(1);
    w.tick();
    w.lanes[0]->become(State::ready);
    w.tick();
    w.lanes[0]->become(State::answered);
    CHECK_EQUAL(w.tick(), "1 ");
    w.ask(2);
    w.tick();
    w.lanes[0]->become(State::lost, "gone");
    CHECK_EQUAL(w.tick(), "");
    CHECK_EQUAL(w.lanes[0]->opened, 2);
    w.lanes[0]->become(State::ready);
    CHECK_EQUAL(w.tick(), "");
    CHECK(w.lanes[0]->state() == State::working);
    w.lanes[0]->become(State::lost, "gone");
    CHECK_EQUAL(w.tick(), "2! ");
    // It has not worked: not at once again.
    CHECK_EQUAL(w.lanes[0]->opened, 2);
    w.tick(500);
    CHECK_EQUAL(w.lanes[0]->opened, 3);
}

TEST(a_question_ends_at_its_deadline_wherever_it_is)
{
    World w(1);
    w.tick();
    w.lanes[0]->become(State::ready);
    w.ask(1, w.now + 1000);
    w.ask(2, w.now + 1000);
    w.ask(3);
    CHECK_EQUAL(w.tick(999), "");
    CHECK_EQUAL(w.pool->next_ms(), w.now + 1);
    // What hangs is dropped, not waited for.
    CHECK_EQUAL(w.tick(1), "1! 2! ");
    CHECK(w.lanes[0]->state() == State::closed);
    w.tick(500);
    w.lanes[0]->become(State::ready);
    w.tick();
    w.lanes[0]->become(State::answered);
    CHECK_EQUAL(w.tick(), "3 ");
}

TEST(a_question_that_comes_too_late_costs_no_connection)
{
    World w(1);
    w.tick();
    w.lanes[0]->become(State::ready);
    w.tick();
    w.ask(1, w.now);
    CHECK_EQUAL(w.tick(), "1! ");
    CHECK(w.lanes[0]->state() == State::ready);
}

TEST(an_error_of_a_query_is_the_answer_and_the_connection_stays)
{
    World w(1);
    w.ask(1);
    w.tick();
    w.lanes[0]->become(State::ready);
    w.tick();
    w.lanes[0]->error = "no such column";
    w.lanes[0]->become(State::answered);
    CHECK_EQUAL(w.tick(), "1! ");
    CHECK_EQUAL(w.lanes[0]->opened, 1);
    CHECK(w.lanes[0]->state() == State::ready);
}

TEST(without_a_database_every_answer_is_empty)
{
    World w(2, 0);
    w.ask(1);
    CHECK_EQUAL(w.tick(), "1 ");
    CHECK_EQUAL(w.pool->next_ms(), UINT64_MAX);
    CHECK(w.lanes.empty());
}
