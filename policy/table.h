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

class Maps {
public:
    Maps() = default;
    explicit Maps(std::vector<std::shared_ptr<const Table>> tables)
        : tables_(std::move(tables))
    {
    }

    const std::vector<std::shared_ptr<const Table>>& tables() const { return tables_; }

    std::optional<Match> first(const Subject& subject) const;
    /// Of the first answer; false without one.
    bool is_true(const Subject& subject) const;
    /// Of the first answer; undef without one.
    config::Value value(const Subject& subject) const;

private:
    std::vector<std::shared_ptr<const Table>> tables_;
};

/// As Perl takes a value for a number: what its text begins with, else 0.
double to_number(const config::Value& value);

} // namespace chainmail::policy

#endif
