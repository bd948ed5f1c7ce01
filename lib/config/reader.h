// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// From texts to settings: parse, evaluate, check what came out.
#ifndef CHAINMAIL_CONFIG_READER_H
#define CHAINMAIL_CONFIG_READER_H

#include "config/settings.h"
#include "config/surroundings.h"

namespace chainmail::config {

struct Source {
    std::string name; ///< in messages
    std::string text;
};

inline constexpr std::size_t largest_file = 1U << 20U;

/// What a text made by canonical() begins with: all in it has been checked, and nothing
/// is to be added.
inline constexpr std::string_view canonical_mark = "# settings in canonical form\n";

/// A name that canonical() can write between double quotes.
std::string quotable(std::string_view name);

/// Reads `sources` in order, on one set of variables. Only the values at the end are
/// checked: a later file may set right what an earlier one says.
Result<Settings> read_sources(const std::vector<Source>& sources,
                              const Surroundings& surroundings);

} // namespace chainmail::config

#endif
