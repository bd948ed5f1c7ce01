// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// @map_full_type_to_short_type_maps of amavisd: from what file(1) says of a content to
// the types that rules know. Pure.
#ifndef CHAINMAIL_CONFIG_TYPE_MAP_H
#define CHAINMAIL_CONFIG_TYPE_MAP_H

#include "config/settings.h"

#include <optional>
#include <string>
#include <vector>

namespace chainmail::config {

/// The first row of a table whose pattern is found in the description decides. One
/// without `shorts` leaves it to the next table.
struct TypeRow {
    Regex regex;
    bool built_in = false; ///< what follows is mime-split's own table
    std::optional<std::vector<std::string>> shorts;
};

using TypeTable = std::vector<TypeRow>;

/// Tables in the order in which they are asked. Refused is what can be no such table: a
/// hash, a list of addresses, $1 in an answer.
Result<std::vector<TypeTable>> read_type_map(const Settings& settings);

} // namespace chainmail::config

#endif
