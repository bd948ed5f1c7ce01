// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A lookup(8) of our own, where no supervisor gives us one.
#ifndef CHAINMAIL_POLICY_OWN_LOOKUP_H
#define CHAINMAIL_POLICY_OWN_LOOKUP_H

#include "os/fd.h"

#include <string>

namespace chainmail::policy {

/// Starts the lookup that lies beside this program. It reads the configuration of
/// `directory` ("" is the usual places) for itself, so that no password comes here, and
/// ends when the connection that is returned is closed.
Result<os::Fd> start_lookup(const std::string& directory);

} // namespace chainmail::policy

#endif
