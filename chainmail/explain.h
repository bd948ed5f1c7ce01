// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// chainmail --explain: the question is policy's to answer.
#ifndef CHAINMAIL_CHAINMAIL_EXPLAIN_H
#define CHAINMAIL_CHAINMAIL_EXPLAIN_H

#include "base/result.h"

namespace chainmail::supervisor {

/// Whether --explain is among the arguments.
bool asks_to_explain(int argc, char** argv);

/// Becomes policy(8) with the same arguments; returns only when that fails.
Error become_policy(char** argv);

} // namespace chainmail::supervisor

#endif
