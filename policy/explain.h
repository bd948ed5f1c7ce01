// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What the configuration means for one recipient, and where each thing stands: for
// people. Pure.
#ifndef CHAINMAIL_POLICY_EXPLAIN_H
#define CHAINMAIL_POLICY_EXPLAIN_H

#include "message_rules.h"

#include <string>

namespace chainmail::policy {

/// Lines "WHAT  VALUE", below some of them "  from WHERE". `parties` has one recipient
/// and one sender. No password can be in it: policy has none.
std::string explain(const Parties& parties, const MessageRules& rules);

} // namespace chainmail::policy

#endif
