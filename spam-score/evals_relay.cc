// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "eval.h"
namespace chainmail::spam_score {
std::span<const EvalEntry> relay_evals() { return {}; }
}
