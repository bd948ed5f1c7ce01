// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Who may connect: `@inet_acl`, or that of the policy bank of the place.
#ifndef CHAINMAIL_CHAINMAIL_ACCESS_H
#define CHAINMAIL_CHAINMAIL_ACCESS_H

#include "base/result.h"
#include "config/settings.h"
#include "lookup/networks.h"

#include <string>

namespace chainmail::supervisor {

class Access {
public:
    /// For connections to `place`, "[ADDRESS]:PORT" or "/PATH". An element that is no
    /// network is a permanent error.
    static Result<Access> of(const config::Settings& settings,
                             const std::string& place);

    /// What to log when `peer` (an IP address; "" is a local socket, always let in) may
    /// not connect; "" when it may. Pure.
    std::string refusal(const std::string& peer) const;

private:
    lookup::Networks allowed_;
    std::string banks_;
};

} // namespace chainmail::supervisor

#endif
