// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The rows behind variables.h.
#ifndef CHAINMAIL_CONFIG_VARIABLE_TABLE_H
#define CHAINMAIL_CONFIG_VARIABLE_TABLE_H

#include "config/variables.h"

#include <span>

namespace chainmail::config {

struct UsedVariable {
    std::string_view name;
    Shape shape;
    std::string_view standard;
    std::string_view programs;
};

/// Variables that share all but the name.
struct VariableGroup {
    Effect effect;
    std::string_view standard;
    std::string_view note;
    std::string_view names; ///< separated by white space
    Shape shape = Shape::any;
};

std::span<const UsedVariable> used_variables();
std::span<const VariableGroup> policy_variables();
std::span<const VariableGroup> disposal_variables();
std::span<const VariableGroup> other_variables();

} // namespace chainmail::config

#endif
