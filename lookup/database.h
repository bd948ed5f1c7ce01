// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// One connection to a database, as the pool sees it: what another kind of database
// would have to implement. Nothing here ever waits; the owner polls and calls
// proceed().
#ifndef CHAINMAIL_LOOKUP_DATABASE_H
#define CHAINMAIL_LOOKUP_DATABASE_H

#include "base/result.h"
#include "clause.h"
#include "dsn.h"

#include <optional>
#include <string>
#include <vector>

namespace chainmail::lookup {

/// One execution of a clause.
struct Query {
    const Clause* clause = nullptr; ///< outlives the connection
    std::size_t keys = 0;           ///< how many %k stands for
    std::vector<Parameter> parameters;
};

/// What a query gives; bytes as they are, booleans as "1" and "0".
struct Table {
    std::vector<std::string> names; ///< of the columns, as the database writes them
    std::vector<std::vector<std::optional<std::string>>> rows;
};

class Database {
public:
    enum class State {
        closed,     ///< nothing is open: open() is next
        connecting, ///< until proceed() says otherwise
        ready,      ///< run() is next
        working,
        answered, ///< take() is next
        lost,     ///< why() says why; close() is next
    };

    virtual ~Database() = default;

    virtual void open(const Dsn& dsn) = 0;
    virtual void close() = 0;
    virtual State state() const = 0;

    /// What to wait for while connecting, ready or working: a descriptor and events of
    /// poll(2). Ask anew before each wait, the descriptor may change.
    virtual int fd() const = 0;
    virtual short events() const = 0;
    virtual void proceed() = 0;

    /// All of them in one round trip, once their clauses are prepared.
    virtual void run(std::vector<Query> queries) = 0;
    /// A table for each query. An error is that of a query, and leaves the connection
    /// usable: it names the clause and its origin.
    virtual Result<std::vector<Table>> take() = 0;

    /// One line, without any password.
    virtual const std::string& why() const = 0;
};

} // namespace chainmail::lookup

#endif
