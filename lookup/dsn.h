// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Where a database is: an element of @lookup_sql_dsn, a Perl DBI data source. Pure.
#ifndef CHAINMAIL_LOOKUP_DSN_H
#define CHAINMAIL_LOOKUP_DSN_H

#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chainmail::lookup {

struct Dsn {
    /// libpq's keywords and their values, user and password among them; of a keyword
    /// that comes twice the last counts.
    std::vector<std::pair<std::string, std::string>> options;
    std::uint64_t connect_ms = 3000; ///< connect_timeout=, 1 to 30 seconds

    /// "" when not given.
    std::string_view option(std::string_view keyword) const;
    /// For log lines: host, port and database.
    std::string text() const;
};

/// "DBI:Pg:dbname=x;host=y;port=z": what libpq takes, "database" and "db" for "dbname",
/// values with blanks in single quotes. `user` and `password` may be "". Errors are
/// permanent and hold nothing but names of drivers and keywords: a mistake in the
/// punctuation must not bring the password into a log.
Result<Dsn> parse_dsn(std::string_view source,
                      const std::string& user,
                      const std::string& password);

} // namespace chainmail::lookup

#endif
