// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Names in From that look like the address of somebody else:
// Mail::SpamAssassin::Plugin::FromNameSpoof(3).
#ifndef CHAINMAIL_SPAM_SCORE_FROM_NAME_H
#define CHAINMAIL_SPAM_SCORE_FROM_NAME_H

#include "address_list.h"
#include "base/result.h"
#include "header_request.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace chainmail::spam_score {

struct FromNameSettings {
    int check = 1;               ///< 0 address, 1 owner, 2 domain has to differ as well
    double most_characters = 50; ///< beside the address; those but letters count twice
    std::map<std::string, AddressList, std::less<>> owners; ///< by name in lower case
    std::set<std::string, std::less<>> ignored_fields; ///< mail with such one is spared

    /// One of the directives "fns_...".
    Status take(std::string_view key, std::string_view value);
};

/// An address, its registered domain and whom that belongs to.
struct OwnedAddress {
    std::string address;
    std::string domain;
    std::string owner;
};

struct FromNameFindings {
    bool holds_address = false; ///< the name does
    /// Both, when the name is hardly more than an address.
    std::optional<OwnedAddress> in_name;
    OwnedAddress sender;
    bool equals_recipient = false;
    bool equals_reply_to = false;

    bool address_differs() const
    {
        return in_name && in_name->address != sender.address;
    }
    bool domain_differs() const { return in_name && in_name->domain != sender.domain; }
    bool owner_differs() const { return in_name && in_name->owner != sender.owner; }
    bool is_spoofed(int check) const
    {
        return address_differs() &&
               (check == 0 || (check == 1 ? owner_differs() : domain_differs()));
    }
};

/// The first text like "a@b.c" in lower case `name`; nothing when there is none.
std::optional<std::string_view> find_address_in_name(std::string_view name);

FromNameFindings look_at_from_name(const HeaderValues& header,
                                   const FromNameSettings& settings);

} // namespace chainmail::spam_score

#endif
