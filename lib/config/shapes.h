// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Whether the value of a setting is of the shape that its users expect.
#ifndef CHAINMAIL_CONFIG_SHAPES_H
#define CHAINMAIL_CONFIG_SHAPES_H

#include "config/settings.h"
#include "config/variables.h"

namespace chainmail::config {

/// An error says where, what and what to do. `settings` has all defaults.
Status check_shape(const Settings& settings, const Variable& variable);

/// What is allowed and yet not as it seems; "" for most.
std::string remark_on(const Settings& settings, const Variable& variable);

} // namespace chainmail::config

#endif
