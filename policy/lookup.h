// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// amavisd's lookups: a list of tables is asked from left to right, the first that has
// an answer gives it.
#ifndef CHAINMAIL_POLICY_LOOKUP_H
#define CHAINMAIL_POLICY_LOOKUP_H

#include "base/result.h"
#include "config/settings.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace chainmail::policy {

/// Answers the same for every address.
struct Constant {
    bool value = false;
};

/// "example.com" is the domain alone, ".example.com" with all below it, "." every
/// address, "user@example.com" one address; "!" before it turns the answer round. The
/// first element that fits answers.
struct Acl {
    std::vector<std::string> elements; ///< lower case
};

class Lookup {
public:
    using Table = std::variant<Constant, Acl>;

    Lookup() = default;
    explicit Lookup(std::vector<Table> tables) : tables_(std::move(tables)) {}

    /// Of the maps list `name`. A table of a kind that is not known here is an error
    /// that says where it stands.
    static Result<Lookup> read(const config::Settings& settings, std::string_view name);

    /// False when no table has an answer.
    bool is_true(std::string_view address) const;

private:
    std::vector<Table> tables_;
};

/// Whether `acl` says yes or no to `address`, or nothing.
std::optional<bool> ask(const Acl& acl, std::string_view address);

} // namespace chainmail::policy

#endif
