// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "postgres.h"

#include "pipeline.h"

#include <poll.h>

namespace chainmail::lookup {

namespace {

struct Finish {
    void operator()(PGconn* connection) const { ::PQfinish(connection); }
};

void ignore_notice(void*, const PGresult*) {}

// What the administrator's own options may override. Without an answer to keepalives or
// data for half a minute a connection counts as lost.
constexpr std::pair<const char*, const char*> usual[] = {
    {"application_name", "chainmail lookup"},
    {"gssencmode", "disable"},
    {"keepalives_idle", "60"},
    {"keepalives_interval", "10"},
    {"keepalives_count", "3"},
    {"tcp_user_timeout", "30000"},
};

class Postgres : public Database {
public:
    void open(const Dsn& dsn) override;
    void close() override;
    State state() const override { return state_; }
    int fd() const override { return ::PQsocket(connection_.get()); }
    short events() const override { return events_; }
    void proceed() override;
    void run(std::vector<Query> queries) override;
    Result<std::vector<Table>> take() override;
    const std::string& why() const override { return why_; }

private:
    void lose(std::string why);
    std::string message() const
    {
        return one_line(::PQerrorMessage(connection_.get()));
    }
    void connect();
    void follow();

    std::unique_ptr<PGconn, Finish> connection_;
    Pipeline pipeline_;
    State state_ = State::closed;
    short events_ = 0;
    std::string why_;
};

void Postgres::lose(std::string why)
{
    why_ = std::move(why);
    state_ = State::lost;
}

void Postgres::open(const Dsn& dsn)
{
    close();
    std::vector<const char*> names;
    std::vector<const char*> values;
    for (const auto& [name, value] : usual) {
        names.push_back(name);
        values.push_back(value);
    }
    for (const auto& [name, value] : dsn.options) {
        names.push_back(name.c_str());
        values.push_back(value.c_str());
    }
    names.insert(names.end(), {"client_encoding", nullptr});
    values.insert(values.end(), {"UTF8", nullptr});
    connection_.reset(::PQconnectStartParams(names.data(), values.data(), 0));
    if (!connection_) return lose("out of memory");
    if (::PQstatus(connection_.get()) == CONNECTION_BAD) return lose(message());
    ::PQsetNoticeReceiver(connection_.get(), ignore_notice, nullptr);
    state_ = State::connecting;
    events_ = POLLOUT;
}

void Postgres::close()
{
    connection_.reset();
    state_ = State::closed;
}

void Postgres::connect()
{
    switch (::PQconnectPoll(connection_.get())) {
    case PGRES_POLLING_READING:
        events_ = POLLIN;
        return;
    case PGRES_POLLING_WRITING:
        events_ = POLLOUT;
        return;
    case PGRES_POLLING_OK:
        break;
    default:
        return lose(message());
    }
    if (::PQsetnonblocking(connection_.get(), 1) != 0 ||
        ::PQenterPipelineMode(connection_.get()) != 1)
        return lose("the server is too old for pipelines");
    pipeline_.use(connection_.get());
    state_ = State::ready;
    events_ = POLLIN;
}

void Postgres::proceed()
{
    if (state_ == State::connecting) return connect();
    if (state_ != State::ready && state_ != State::working) return;
    if (::PQconsumeInput(connection_.get()) != 1) return lose(message());
    if (state_ == State::ready) return;
    pipeline_.drain();
    follow();
}

void Postgres::run(std::vector<Query> queries)
{
    state_ = State::working;
    pipeline_.start(std::move(queries));
    follow();
}

// After the pipeline has done something: sends what it has to say.
void Postgres::follow()
{
    if (pipeline_.progress() == Pipeline::Progress::lost) return lose(pipeline_.why());
    if (pipeline_.progress() == Pipeline::Progress::done) {
        state_ = State::answered;
        return;
    }
    const int left = ::PQflush(connection_.get());
    if (left < 0) return lose(message());
    events_ = static_cast<short>(left > 0 ? POLLIN | POLLOUT : POLLIN);
}

Result<std::vector<Table>> Postgres::take()
{
    state_ = State::ready;
    events_ = POLLIN;
    return pipeline_.take();
}

} // namespace

bool is_postgres_option(std::string_view keyword)
{
    PQconninfoOption* options = ::PQconndefaults();
    bool known = false;
    for (const auto* option = options;
         option != nullptr && option->keyword != nullptr && !known;
         ++option)
        known = keyword == option->keyword;
    ::PQconninfoFree(options);
    return known;
}

std::unique_ptr<Database> make_postgres()
{
    return std::make_unique<Postgres>();
}

} // namespace chainmail::lookup
