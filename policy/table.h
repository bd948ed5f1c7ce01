// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// amavisd's lookup tables. A list of them is asked from left to right; the first one
// that has an answer gives it.
#ifndef CHAINMAIL_POLICY_TABLE_H
#define CHAINMAIL_POLICY_TABLE_H

#include "config/value.h"
#include "field_value.h"
#include "pattern/regex.h"
#include "subject.h"

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

namespace chainmail::policy {

/// Answers the same for every address; undef is no answer.
struct Constant {
    config::Value value;
};

/// The first of the address's keys that is there answers. Its value undef is no answer.
struct HashTable {
    std::unordered_map<std::string, config::Value> entries;
};

/// "example.com" is the domain alone, ".example.com" with all below it, "." every
/// address, "user@example.com" one address; "!" before it turns the answer round. The
/// first element that fits answers 1 or 0.
struct Acl {
    struct Element {
        enum class Kind { address, domain, subdomains };
        Kind kind = Kind::domain;
        bool yes = true;
        std::string local;  ///< of an address
        std::string domain; ///< lower case; of `subdomains` without the first dot
        std::string text;   ///< as written
    };
    std::vector<Element> elements;
};

/// new_RE(...): the first expression that matches the address gives its value, in which
/// $1, ${1} and $(1) stand for what its groups matched.
struct PatternTable {
    struct Row {
        pattern::Regex regex;
        std::string text; ///< as written
        config::Value value;
    };
    std::vector<Row> rows;
    std::shared_ptr<pattern::MatchScratch> scratch; ///< shared with other tables
};

/// A column of what the database says of the address.
struct Field {
    std::string name;
    FieldType type = FieldType::text;
};

struct Table {
    std::variant<Constant, HashTable, Acl, PatternTable, Field> content;
    std::string where; ///< "@local_domains_acl (FILE:LINE:COLUMN)"
};

/// What a table said. `table` lives as long as the list that was asked.
struct Match {
    config::Value value;
    const Table* table = nullptr;
    std::string key; ///< what of the table fitted, for people
};

/// What `table` says of `subject`; nothing when it has no answer.
std::optional<Match> look_up(const Table& table, const Subject& subject);

/// All that `table` says of `subject`, the first of it first: a hash is asked for each
/// of the keys, an undef among the values does not end it.
std::vector<Match> look_up_all(const Table& table, const Subject& subject);

/// What fitted first in a table that is asked about a thing with many values.
struct Hit {
    std::size_t row = 0; ///< of the table; a smaller one has the say
    config::Value value; ///< undef: this table has no answer
    std::string key;     ///< the expression, "" for a constant
};

/// Asks `table` about a thing with many values, none of which is an address: the first
/// expression that matches any of them decides. Only constants and expressions know of
/// such things.
std::optional<Hit> look_up_any(const Table& table,
                               const std::vector<std::string>& values);

class Maps {
public:
    Maps() = default;
    explicit Maps(std::vector<std::shared_ptr<const Table>> tables)
        : tables_(std::move(tables))
    {
    }

    const std::vector<std::shared_ptr<const Table>>& tables() const { return tables_; }

    std::optional<Match> first(const Subject& subject) const;
    /// look_up_all() of each table.
    std::vector<Match> all(const Subject& subject) const;
    /// Of the first answer; false without one.
    bool is_true(const Subject& subject) const;
    /// Of the first answer; undef without one.
    config::Value value(const Subject& subject) const;
    /// The same for what is no address: the name of malware.
    config::Value by_name(const std::string& name) const;

private:
    std::vector<std::shared_ptr<const Table>> tables_;
};

/// As Perl takes a value for a number: what its text begins with, else 0.
double to_number(const config::Value& value);

} // namespace chainmail::policy

#endif
