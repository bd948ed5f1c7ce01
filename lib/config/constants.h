// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The words that stand for numbers in amavisd's configuration: what becomes of a
// message (D_PASS, ...) and what it is found to be (CC_SPAM, ...).
#ifndef CHAINMAIL_CONFIG_CONSTANTS_H
#define CHAINMAIL_CONFIG_CONSTANTS_H

#include <array>
#include <optional>
#include <string_view>

namespace chainmail::config {

/// The values of $final_virus_destiny and its like.
enum Destiny : int {
    D_PASS = 1,
    D_DISCARD = 0,
    D_BOUNCE = -2,
    D_REJECT = -3,
    D_TEMPFAIL = -4,
};

struct Constant {
    std::string_view name;
    int value;
};

inline constexpr std::array constants = {
    Constant{"D_PASS", D_PASS},
    Constant{"D_DISCARD", D_DISCARD},
    Constant{"D_REJECT", D_REJECT},
    Constant{"D_BOUNCE", D_BOUNCE},
    Constant{"D_TEMPFAIL", D_TEMPFAIL},
    Constant{"CC_CATCHALL", 0},
    Constant{"CC_CLEAN", 1},
    Constant{"CC_MTA", 2},
    Constant{"CC_OVERSIZED", 3},
    Constant{"CC_BADH", 4},
    Constant{"CC_SPAMMY", 5},
    Constant{"CC_SPAM", 6},
    Constant{"CC_UNCHECKED", 7},
    Constant{"CC_BANNED", 8},
    Constant{"CC_VIRUS", 9},
};

constexpr std::optional<int> constant(std::string_view name)
{
    for (const auto& one : constants) {
        if (one.name == name) return one.value;
    }
    return {};
}

} // namespace chainmail::config

#endif
