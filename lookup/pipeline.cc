// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "pipeline.h"

#include "base/text.h"

#include <algorithm>
#include <memory>

namespace chainmail::lookup {

namespace {

using text::cat;

struct Clear {
    void operator()(PGresult* result) const { ::PQclear(result); }
};
using PgResult = std::unique_ptr<PGresult, Clear>;

} // namespace

std::string one_line(const char* message)
{
    std::string line(text::trim(message == nullptr ? "" : message));
    std::replace(line.begin(), line.end(), '\n', ' ');
    std::replace(line.begin(), line.end(), '\t', ' ');
    return line;
}

void Pipeline::use(PGconn* connection)
{
    connection_ = connection;
    statements_.clear();
    queries_.clear();
    preparing_.clear();
}

void Pipeline::lose(std::string why)
{
    why_ = std::move(why);
    progress_ = Progress::lost;
}

void Pipeline::start(std::vector<Query> queries)
{
    queries_ = std::move(queries);
    progress_ = Progress::going;
    error_.reset();
    begin();
}

Result<std::vector<Table>> Pipeline::take()
{
    queries_.clear();
    if (error_) return *error_;
    return std::exchange(tables_, {});
}

// Sends the next batch: what is not prepared yet, or the queries.
void Pipeline::begin()
{
    preparing_.clear();
    tables_.clear();
    failure_.reset();
    command_ = 0;
    in_command_ = false;
    for (const auto& query : queries_) {
        const auto same = [&](const Query* other) {
            return other->clause == query.clause && other->keys == query.keys;
        };
        if (statement_of(query).name.empty() &&
            std::none_of(preparing_.begin(), preparing_.end(), same))
            preparing_.push_back(&query);
    }
    if (preparing_.empty())
        send_queries();
    else
        send_preparations();
    if (progress_ != Progress::going) return;
    if (::PQpipelineSync(connection_) != 1)
        return lose(one_line(::PQerrorMessage(connection_)));
}

void Pipeline::send_preparations()
{
    for (const auto* query : preparing_) {
        const auto name = cat("q", names_++);
        auto& statement = statement_of(*query);
        const auto types = declared_types(*query, statement.as_text);
        const auto sql = query->clause->sql(query->keys);
        if (::PQsendPrepare(connection_,
                            name.c_str(),
                            sql.c_str(),
                            static_cast<int>(types.size()),
                            types.data()) != 1 ||
            ::PQsendDescribePrepared(connection_, name.c_str()) != 1)
            return lose(one_line(::PQerrorMessage(connection_)));
        // Valid once its description is there: end_preparations() takes it back.
        statement.name = name;
        statement.types.clear();
    }
}

void Pipeline::send_queries()
{
    for (const auto& query : queries_) {
        const auto& statement = statement_of(query);
        const Values values(query, statement.types);
        if (::PQsendQueryPrepared(connection_,
                                  statement.name.c_str(),
                                  values.count(),
                                  values.pointers(),
                                  values.lengths(),
                                  values.formats(),
                                  0) != 1)
            return lose(one_line(::PQerrorMessage(connection_)));
    }
}

// Each command gives one result and then none; the end of a batch is one by itself.
void Pipeline::drain()
{
    while (progress_ == Progress::going && ::PQisBusy(connection_) == 0) {
        const PgResult result(::PQgetResult(connection_));
        if (!result && !std::exchange(in_command_, false)) return;
        if (!result) {
            ++command_;
        } else if (::PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC) {
            end_batch();
        } else {
            in_command_ = true;
            take_result(result.get());
        }
    }
}

void Pipeline::take_result(const PGresult* result)
{
    switch (::PQresultStatus(result)) {
    case PGRES_TUPLES_OK:
        tables_.push_back(read_table(result));
        return;
    case PGRES_COMMAND_OK:
        if (preparing_.empty()) {
            tables_.emplace_back();
        } else if (command_ % 2 == 1 && command_ / 2 < preparing_.size()) {
            auto& types = statement_of(*preparing_[command_ / 2]).types;
            for (int i = 0; i < ::PQnparams(result); ++i)
                types.push_back(::PQparamtype(result, i));
        }
        return;
    case PGRES_PIPELINE_ABORTED:
        return;
    default:
        take_failure(result);
    }
}

void Pipeline::take_failure(const PGresult* result)
{
    const char* code = ::PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char* primary = ::PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const std::string_view state = code == nullptr ? "" : code;
    // The server goes away; or it has lost what was prepared, or a table has changed
    // under it: a new connection prepares anew.
    const bool stale = state == "26000" || state == "0A000" || state == "42P05";
    if (state.empty() || state.starts_with("57P") || state.starts_with("08") || stale)
        return lose(
            one_line(primary != nullptr ? primary : ::PQresultErrorMessage(result)));
    if (!failure_) failure_ = Failure{command_, std::string(state), one_line(primary)};
}

void Pipeline::end_batch()
{
    if (!preparing_.empty()) return end_preparations();
    progress_ = Progress::done;
    if (failure_)
        fail(queries_.at(std::min(failure_->command, queries_.size() - 1)),
             cat(failure_->text, " [", failure_->code, "]"));
    else if (tables_.size() != queries_.size())
        lose("results and queries do not match");
}

// What came behind a failure was not done; the clause that failed gets a second chance
// with typed parameters.
void Pipeline::end_preparations()
{
    if (!failure_) return begin();
    const auto failed = std::min(failure_->command / 2, preparing_.size() - 1);
    for (std::size_t i = failed; i < preparing_.size(); ++i)
        statement_of(*preparing_[i]).name.clear();
    const auto& query = *preparing_[failed];
    auto& statement = statement_of(query);
    const auto text = cat(failure_->text, " [", failure_->code, "]");
    if (!statement.as_text && failure_->code.starts_with("42")) {
        statement.as_text = true;
        statement.refusal = text;
        return begin();
    }
    progress_ = Progress::done;
    fail(query, statement.refusal.empty() ? text : statement.refusal);
    statement.as_text = false;
    statement.refusal.clear();
}

void Pipeline::fail(const Query& query, const std::string& text)
{
    error_ =
        temporary(cat(query.clause->name(), " (", query.clause->origin(), "): ", text));
}

} // namespace chainmail::lookup
