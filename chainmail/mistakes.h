// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Configurations that are taken and yet do not what their authors meant. Pure.
#ifndef CHAINMAIL_CHAINMAIL_MISTAKES_H
#define CHAINMAIL_CHAINMAIL_MISTAKES_H

#include "config/settings.h"
#include "postfix_files.h"

#include <optional>
#include <string>
#include <vector>

namespace chainmail::supervisor {

/// A line for each: what it does, where it stands, what to do. `transport` is Postfix'
/// to us, if it is known; `before_queue`: see is_before_queue().
std::vector<std::string> find_mistakes(const config::Settings& settings,
                                       const std::optional<FilterTransport>& transport,
                                       bool before_queue = false);

/// Whether a true constant stands first in the list "@x": the check that it bypasses is
/// off for everybody.
bool is_off_for_all(const config::Settings& settings, std::string_view name);

} // namespace chainmail::supervisor

#endif
