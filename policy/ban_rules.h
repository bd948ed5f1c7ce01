// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Which tables say what a recipient does not want to get by name or type:
// @banned_filename_maps, %banned_rules and $banned_namepath_re.
#ifndef CHAINMAIL_POLICY_BAN_RULES_H
#define CHAINMAIL_POLICY_BAN_RULES_H

#include "table.h"
#include "table_reader.h"
#include "view.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace chainmail::policy {

/// Asked one after the other; the first with an answer has the say.
using BanTables = std::vector<std::shared_ptr<const Table>>;

class BanRules {
public:
    /// Errors name the place in the configuration.
    static Result<BanRules> read(TableReader& reader, const View& view);

    /// Of all the tables in @banned_filename_maps that know the recipient. Rule names
    /// that are not in %banned_rules count for nothing, as in amavisd.
    BanTables tables_for(const Subject& recipient) const;

    /// $banned_namepath_re, for recipients whose own tables have no answer; empty
    /// without.
    const BanTables& for_paths() const { return for_paths_; }

private:
    Result<BanTables>
    read_rule(TableReader& reader, const View& view, const config::Value& value);
    Result<config::Value>
    named(TableReader& reader, const View& view, const config::Value& value);
    Status name_lists(TableReader& reader, const View& view, Table& table);

    Maps maps_;
    /// By name. What a table in @banned_filename_maps has instead of names has one that
    /// nobody can write.
    std::map<std::string, BanTables, std::less<>> rules_;
    BanTables for_paths_;
};

/// "A, B C" or "A,\"B\"": names separated by commas or blanks.
std::vector<std::string> rule_names(std::string_view text);

} // namespace chainmail::policy

#endif
