// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// How much a value is, for the limits of the evaluator.
#ifndef CHAINMAIL_CONFIG_WEIGHT_H
#define CHAINMAIL_CONFIG_WEIGHT_H

#include "config/value.h"

#include <cstddef>

namespace chainmail::config {

struct Weight {
    std::size_t elements = 1; ///< itself and all inside
    std::size_t bytes = 0;    ///< of texts, keys and patterns
    int depth = 0;            ///< of lists and hashes inside each other
};

/// Recursive: `value` is at most a few levels above the deepest that was let through.
Weight weigh(const Value& value);

/// Equal, or of the same text: 1 and '1'. Lists and hashes element by element.
bool means_the_same(const Value& a, const Value& b);

} // namespace chainmail::config

#endif
