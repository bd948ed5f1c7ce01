// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Delivery methods as settings have them: $forward_method, $notify_method and their
// like.
#ifndef CHAINMAIL_POLICY_METHODS_H
#define CHAINMAIL_POLICY_METHODS_H

#include "config/value.h"

#include <string>
#include <vector>

namespace chainmail::policy {

/// A method, or a list to be tried in order; empty for undef.
std::vector<std::string> methods_of(const config::Value& value);

} // namespace chainmail::policy

#endif
