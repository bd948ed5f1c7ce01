// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The one form of all messages about the configuration:
//     FILE:LINE:COLUMN: what is wrong: <the text that is>; what to do
#ifndef CHAINMAIL_CONFIG_COMPLAINT_H
#define CHAINMAIL_CONFIG_COMPLAINT_H

#include "config/settings.h"

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::config {

/// `offending` is shown up to its first line end, at most 60 bytes; without one, and
/// without `advice`, these parts are left out.
std::string message(const Origin& at,
                    std::string_view what,
                    std::string_view offending = {},
                    std::string_view advice = {});

/// The same as a permanent error.
Error complain(const Origin& at,
               std::string_view what,
               std::string_view offending = {},
               std::string_view advice = {});

/// The name among `known` that takes the fewest changes of one character to become
/// `name`; "" when none is near.
std::string nearest(std::string_view name, const std::vector<std::string>& known);

} // namespace chainmail::config

#endif
