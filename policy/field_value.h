// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Columns of a database row as amavisd reads them (README.sql): which values are false,
// which columns may be missing. Pure.
#ifndef CHAINMAIL_POLICY_FIELD_VALUE_H
#define CHAINMAIL_POLICY_FIELD_VALUE_H

#include "config/value.h"
#include "lookup/question.h"

#include <string_view>

namespace chainmail::policy {

enum class FieldType {
    local,  ///< a truth value; a row without the column means true ("B1")
    truth,  ///< "B-"
    number, ///< "N-"
    text,   ///< "S-"
};

/// The value of column `name`; undef when it is NULL, or missing where it may be.
config::Value
field_value(const lookup::Row& row, std::string_view name, FieldType type);

/// The text of column `name`; null when it is NULL or missing.
const std::string* column(const lookup::Row& row, std::string_view name);

} // namespace chainmail::policy

#endif
