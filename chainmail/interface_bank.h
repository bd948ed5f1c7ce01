// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What `%interface_policy` and `%policy_bank` say of a place that we listen on, as far
// as it matters before a client has said anything.
#ifndef CHAINMAIL_CHAINMAIL_INTERFACE_BANK_H
#define CHAINMAIL_CHAINMAIL_INTERFACE_BANK_H

#include "config/settings.h"

#include <optional>
#include <string>

namespace chainmail::supervisor {

struct InterfaceBank {
    std::string path; ///< names of the banks that are loaded, joined by "/"; "" none
    std::string protocol;                 ///< of the last of them that has one
    std::optional<config::List> inet_acl; ///< the same; nothing: `@inet_acl` counts

    /// SMTP and LMTP are one server here, and the default.
    bool is_mail() const
    {
        return protocol.empty() || protocol == "SMTP" || protocol == "LMTP";
    }
};

/// Of config::interface_banks() for `place`. Pure.
InterfaceBank bank_of(const config::Settings& settings, const std::string& place);

} // namespace chainmail::supervisor

#endif
