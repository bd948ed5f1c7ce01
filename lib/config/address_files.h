// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Files of addresses and networks, one a line, as read_hash, read_array and read_cidr
// read them. Every text is one of these: nothing is a mistake.
#ifndef CHAINMAIL_CONFIG_ADDRESS_FILES_H
#define CHAINMAIL_CONFIG_ADDRESS_FILES_H

#include "config/value.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chainmail::config {

struct AddressRules {
    bool case_matters = false; ///< in the local part; never in the domain
    bool trim = false;         ///< blanks at the end of a value, comment or not
};

using Pairs = std::vector<std::pair<std::string, Value>>;

/// "KEY VALUE" or "KEY", which has the value 1. The key ends at the first blank; blanks
/// at the beginning of a line make it empty. "#" begins a comment outside of "...".
Pairs parse_address_hash(std::string_view text, const AddressRules& rules);

/// A key a line; blanks inside belong to it.
std::vector<std::string> parse_address_list(std::string_view text);

/// "NETWORK VALUE" or "NETWORK", which has the value 1. A line that begins with a blank
/// goes on with the line before; one that begins with "#" is a comment.
Pairs parse_networks(std::string_view text);

} // namespace chainmail::config

#endif
