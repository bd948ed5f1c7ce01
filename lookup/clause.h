// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A query as the configuration has it: SQL with placeholders, as amavisd replaces them.
// Pure.
#ifndef CHAINMAIL_LOOKUP_CLAUSE_H
#define CHAINMAIL_LOOKUP_CLAUSE_H

#include "base/result.h"
#include "lookup/keys.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::lookup {

struct Parameter {
    enum class Kind {
        address, ///< a key or a piece of an address: text or bytes
        boolean, ///< "1" or "0"
        extra,   ///< whatever type the query wants
    };
    Kind kind = Kind::address;
    std::optional<std::string> value; ///< nothing is NULL
};

class Clause {
public:
    /// `name` is the key in %sql_clause, `origin` FILE:LINE for messages. %k %a %l %u
    /// %e %d %L and ? are placeholders wherever they stand, as in amavisd; one within
    /// quotes or a comment is a permanent error: there it could only make every query
    /// fail.
    static Result<Clause>
    parse(std::string_view sql, std::string name, std::string origin);

    const std::string& name() const { return name_; }
    const std::string& origin() const { return origin_; }

    /// With $1, $2, ... for PostgreSQL; %k is a list of `keys` of them.
    std::string sql(std::size_t keys) const;

    /// The values in that order. `extra` is for the first "?"; further ones are NULL.
    std::vector<Parameter> parameters(const AddressKeys& keys,
                                      bool is_local,
                                      const std::optional<std::string>& extra) const;

private:
    struct Piece {
        std::string text;    ///< before the placeholder
        char placeholder{0}; ///< its letter, or '?'; 0 behind the last
    };
    std::vector<Piece> pieces_;
    std::string name_;
    std::string origin_;
};

/// `bytes` as PostgreSQL takes them for text in UTF-8: what is no character becomes
/// "?".
std::string fit_for_text(std::string_view bytes);

} // namespace chainmail::lookup

#endif
