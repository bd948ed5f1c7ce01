// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Which policy banks are loaded for a message: by the place it came in, by the address
// of its client, and for our own users.
#ifndef CHAINMAIL_POLICY_BANKS_H
#define CHAINMAIL_POLICY_BANKS_H

#include "configuration.h"
#include "lookup/networks.h"

#include <map>

namespace chainmail::policy {

/// What is right for a message. `for_users` is what counts instead when the sender is a
/// local one; null when that changes nothing.
struct Choice {
    const Configuration* configuration = nullptr;
    const Configuration* for_users = nullptr;
};

/// A table of client addresses, and what is loaded for those in it.
struct ClientRule {
    std::optional<lookup::Networks> networks;
    std::map<std::string, bool, std::less<>> entries; ///< of a hash
    std::vector<std::string> banks;

    bool holds(std::string_view address) const;
};

/// Every configuration that can come up, made once.
class Banks {
public:
    static Result<Banks> read(const config::Settings& settings);

    /// `interface` as in chainmail-record(5), `client` the address of the original
    /// client, "" if unknown. Valid as long as this.
    Choice choose(std::string_view interface, std::string_view client) const;

    /// What counts with the banks `names` loaded over `base`, which is one of ours;
    /// null when none of them is there. `names` are those of one row of
    /// @virus_name_to_policy_bank_maps.
    const Configuration* over(const Configuration& base,
                              const std::vector<std::string>& names) const;

    /// See required_programs(): the same for all.
    const std::vector<std::string>& required() const { return required_; }

private:
    struct Place {
        std::vector<ClientRule> rules;
        std::map<std::string, std::string> paths; ///< banks of a rule -> of the message
    };

    explicit Banks(const config::Settings& settings) : settings_(settings) {}
    Status add_place(std::string_view interface, TableReader& reader);
    /// Makes what can be loaded over the others for malware.
    Status add_for_viruses(TableReader& reader);
    /// Makes what is to be had with `names` loaded in this order; its path.
    Result<std::string> add(const std::vector<std::string>& names, TableReader& reader);

    config::Settings settings_;
    std::vector<std::string> required_;
    std::map<std::string, Place> places_;       ///< by the names loaded there
    std::map<std::string, Configuration> made_; ///< by path
};

/// The names in "A, B"; "1", all that a list can say, is the bank VIRUS.
std::vector<std::string> bank_names(std::string_view list);

} // namespace chainmail::policy

#endif
