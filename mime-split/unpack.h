// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The parts of a message get their types, and what holds members is opened, over and
// over, until nothing is left to open or a limit is reached: mime-split(8), CONTAINERS.
#ifndef CHAINMAIL_MIME_SPLIT_UNPACK_H
#define CHAINMAIL_MIME_SPLIT_UNPACK_H

#include "split.h"
#include "store_file.h"
#include "types.h"

#include <cstdint>
#include <string_view>

namespace chainmail::mime_split {

struct UnpackLimits {
    Budget budget; ///< of the message as a whole: what `split` used up counts
    std::uint64_t until_ms = 0; ///< CLOCK_MONOTONIC; 0: no bound
};

/// Goes on where split() ended: fills in `shorts` and `attributes` of its parts and
/// adds the members of containers behind them. `message` is what was split, `store` has
/// the decoded parts. The only errors are those of `store`.
Status unpack(Split& split,
              std::string_view message,
              const UnpackLimits& limits,
              const Types& types,
              StoreFile& store);

} // namespace chainmail::mime_split

#endif
