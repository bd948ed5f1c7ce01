// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The short types that the administrator gives to descriptions of file(1), before and
// beside our own: $map_full_type_to_short_type_re of chainmail.conf(5).
#ifndef CHAINMAIL_MIME_SPLIT_TYPE_TABLE_H
#define CHAINMAIL_MIME_SPLIT_TYPE_TABLE_H

#include "config/type_map.h"
#include "pattern/regex.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::mime_split {

class TypeTable {
public:
    /// One that leaves all to our own.
    TypeTable() = default;
    /// An error names the pattern that cannot be compiled.
    static Result<TypeTable> make(const std::vector<config::TypeTable>& tables);

    /// Nobody has to ask for a description: our own table stands first.
    bool leaves_all() const { return leaves_all_; }
    /// Nothing: our own table decides. An empty list: no table has an answer.
    std::optional<std::vector<std::string>> find(std::string_view description) const;

private:
    struct Row {
        std::shared_ptr<const pattern::Regex> regex; ///< null: it is our own table
        std::optional<std::vector<std::string>> shorts;
    };
    static const Row* row_for(const std::vector<Row>& table,
                              std::string_view description,
                              pattern::MatchScratch& scratch);

    std::vector<std::vector<Row>> tables_;
    std::shared_ptr<pattern::MatchScratch> scratch_;
    bool leaves_all_ = true;
};

} // namespace chainmail::mime_split

#endif
