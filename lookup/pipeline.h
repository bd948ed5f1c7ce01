// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Batches of queries on an open connection in libpq's pipeline mode: first one that
// prepares what is not prepared yet, where there is any, then the queries, each in a
// round trip.
#ifndef CHAINMAIL_LOOKUP_PIPELINE_H
#define CHAINMAIL_LOOKUP_PIPELINE_H

#include "statement.h"

#include <cstdint>
#include <optional>
#include <postgresql/libpq-fe.h>
#include <string>
#include <vector>

namespace chainmail::lookup {

/// libpq's messages have several lines, log lines have one.
std::string one_line(const char* message);

class Pipeline {
public:
    enum class Progress { going, done, lost };

    /// A new connection, on which nothing is prepared; it outlives this or the next
    /// call.
    void use(PGconn* connection);

    /// Sends a batch into libpq's buffer: flush it, and drain() whenever there is
    /// input.
    void start(std::vector<Query> queries);
    void drain();
    Progress progress() const { return progress_; }

    /// When done: a table for each query, or the error of one of them.
    Result<std::vector<Table>> take();
    /// When lost: why the connection is of no use any more.
    const std::string& why() const { return why_; }

private:
    struct Failure {
        std::size_t command = 0;
        std::string code; ///< SQLSTATE
        std::string text;
    };

    void lose(std::string why);
    void begin();
    void send_preparations();
    void send_queries();
    void take_result(const PGresult* result);
    void take_failure(const PGresult* result);
    void end_batch();
    void end_preparations();
    void fail(const Query& query, const std::string& text);
    Statement& statement_of(const Query& query)
    {
        return statements_[{query.clause, query.keys}];
    }

    PGconn* connection_ = nullptr;
    Progress progress_ = Progress::done;
    std::string why_;
    Statements statements_;
    std::uint64_t names_ = 0; ///< given to statements so far

    std::vector<Query> queries_;
    std::vector<const Query*> preparing_; ///< not empty: its batch is under way
    std::size_t command_ = 0;             ///< of the batch, whose result is next
    bool in_command_ = false;             ///< it has given a result
    std::optional<Failure> failure_;
    std::vector<Table> tables_;
    std::optional<Error> error_;
};

} // namespace chainmail::lookup

#endif
