// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The language of amavisd's notices and log lines: README.customize of the amavisd-new
// package, "EXPAND". Pure.
#ifndef CHAINMAIL_NOTICE_TEMPLATE_H
#define CHAINMAIL_NOTICE_TEMPLATE_H

#include "base/result.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace chainmail::notice {

using List = std::vector<std::string>;
using Value = std::variant<std::string, List>;

/// What a macro stands for, called with these arguments; nothing for a name that is
/// none.
using Macros =
    std::function<std::optional<Value>(std::string_view name, const List& arguments)>;

struct Limits {
    std::size_t steps = 500'000;   ///< tokens taken
    std::size_t bytes = 1U << 20U; ///< of the result, and of all that is pending
    std::size_t depth = 100;       ///< of calls within calls
};

/// The text that `form` becomes. An error when a limit is reached: a form can call
/// itself.
Result<std::string>
expand(std::string_view form, const Macros& macros, const Limits& limits = {});

/// The items with ", " between them.
std::string text_of(const Value& value);

} // namespace chainmail::notice

#endif
