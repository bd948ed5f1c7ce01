// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Clauses as PostgreSQL prepares them, and values in the form it takes them.
//
// A parameter is left untyped first, so that PostgreSQL takes the type of the column it
// is compared with: text and bytea both work. Where nothing gives it a type
// (CONCAT('@', %d)) the clause is prepared once more with all addresses as text.
#ifndef CHAINMAIL_LOOKUP_STATEMENT_H
#define CHAINMAIL_LOOKUP_STATEMENT_H

#include "database.h"

#include <map>
#include <postgresql/libpq-fe.h>
#include <string>
#include <utility>
#include <vector>

namespace chainmail::lookup {

struct Statement {
    std::string name;       ///< "" is not prepared (yet)
    std::vector<Oid> types; ///< of the parameters, as PostgreSQL told
    bool as_text = false;   ///< prepare with addresses typed as text
    std::string refusal;    ///< what PostgreSQL said to the untyped form
};

/// The statements of one connection. There is one for each clause and number of keys,
/// and a number of keys is at most 26: it needs no further bound.
using Statements = std::map<std::pair<const Clause*, std::size_t>, Statement>;

/// What to declare when preparing; 0 lets PostgreSQL find out.
std::vector<Oid> declared_types(const Query& query, bool as_text);

/// Values for PQsendQueryPrepared; views into itself, not to be moved.
class Values {
public:
    Values(const Query& query, const std::vector<Oid>& types);
    Values(const Values&) = delete;
    Values& operator=(const Values&) = delete;

    int count() const { return static_cast<int>(pointers_.size()); }
    const char* const* pointers() const { return pointers_.data(); }
    const int* lengths() const { return lengths_.data(); }
    const int* formats() const { return formats_.data(); }

private:
    std::vector<std::string> texts_;
    std::vector<const char*> pointers_;
    std::vector<int> lengths_;
    std::vector<int> formats_; ///< 1: bytes as they are
};

Table read_table(const PGresult* result);

} // namespace chainmail::lookup

#endif
