// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// policy outside a chain: for those who want to know why.
#ifndef CHAINMAIL_POLICY_BY_HAND_H
#define CHAINMAIL_POLICY_BY_HAND_H

#include <optional>

namespace chainmail::policy {

/// Runs --explain; nothing when the arguments do not ask for it. Gives the exit status.
std::optional<int> run_by_hand(int argc, char** argv);

} // namespace chainmail::policy

#endif
