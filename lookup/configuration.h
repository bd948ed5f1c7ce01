// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The settings of lookup, read and checked.
#ifndef CHAINMAIL_LOOKUP_CONFIGURATION_H
#define CHAINMAIL_LOOKUP_CONFIGURATION_H

#include "base/result.h"
#include "clause.h"
#include "config/settings.h"
#include "dsn.h"
#include "lookup/keys.h"

#include <optional>
#include <string>
#include <vector>

namespace chainmail::lookup {

struct Configuration {
    std::vector<Dsn> dsns;        ///< tried in this order; empty: every answer is empty
    std::optional<Clause> policy; ///< sel_policy; nothing: switched off
    std::optional<Clause> lists;  ///< sel_wblist
    KeyStyle style = KeyStyle::sql;
    KeyOptions keys;
    bool allow_8bit = false; ///< $sql_allow_8bit_address
    bool trims = false;      ///< $trim_trailing_space_in_lookup_result_fields
    std::size_t connections = 2;
    std::uint64_t log_level = 0;
};

std::vector<std::string> setting_names();

/// Errors are permanent, name FILE:LINE:COLUMN and never show a data source's user,
/// password or options.
Result<Configuration> read_configuration(const config::Settings& settings);

} // namespace chainmail::lookup

#endif
