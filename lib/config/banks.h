// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Policy banks: sets of settings under other names, loaded over those of the files.
#ifndef CHAINMAIL_CONFIG_BANKS_H
#define CHAINMAIL_CONFIG_BANKS_H

#include "config/settings.h"

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::config {

/// $policy_bank{NAME}. `keys` are names of settings without their sigils, and live as
/// long as the settings; null: there is no such bank.
struct Bank {
    std::string name;
    const Hash* keys = nullptr;

    /// The value of setting `name`, which is written with its sigil; null: not in it.
    const Value* find(std::string_view name) const;
};

/// Looks it up in %policy_bank.
Bank find_bank(const Settings& settings, std::string_view name);

/// The banks that %interface_policy names for a place, in the order of loading, be they
/// there or not. `interface` is "[ADDRESS]:PORT" (asked for by the port, then by
/// ADDRESS:PORT, an IPv6 address in brackets), a path ("SOCK", then the path), or "".
std::vector<std::string> interface_banks(const Settings& settings,
                                         std::string_view interface);

} // namespace chainmail::config

#endif
