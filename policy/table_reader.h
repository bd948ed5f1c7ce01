// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Makes lookup tables of settings.
#ifndef CHAINMAIL_POLICY_TABLE_READER_H
#define CHAINMAIL_POLICY_TABLE_READER_H

#include "table.h"
#include "view.h"

#include <map>
#include <memory>

namespace chainmail::policy {

/// Keeps the tables of variables that it has made: all that read from one reader share
/// them.
class TableReader {
public:
    /// Fields of the database stand in front of amavisd's own lists when
    /// $sql_lookups is true.
    explicit TableReader(const config::Settings& settings);

    /// The list "@x" as `view` shows it. Errors say where the element stands.
    Result<Maps> maps(const View& view, std::string_view name);
    /// The same of a value that is a list, a reference to one, or a constant. `name` is
    /// whose value it is, for messages.
    Result<Maps>
    maps_of(const View& view, const config::Value& value, std::string_view name);

    /// Null for what has no entries at all.
    using Made = std::shared_ptr<const Table>;
    /// One element of a list.
    Result<Made>
    element(const View& view, const config::Value& value, std::string_view name);

private:
    Result<Made> make(const View& view,
                      const config::Value& value,
                      std::string_view name,
                      std::string where);
    Result<Maps>
    maps_of(const View& view, const Elements& elements, std::string_view name);

    bool has_sql_;
    std::shared_ptr<pattern::MatchScratch> scratch_;
    std::map<std::string, Made, std::less<>> of_variables_;
};

/// "flags" and pattern in one expression, as lib/pattern takes it.
std::string expression(const config::Regex& regex);

} // namespace chainmail::policy

#endif
