// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A long run of bytes of one class that a text must contain for a pattern to match:
// "[a-z]{30}", "(?:[a-z]+ ){12}". Where runs are rare a text is judged by looking at
// every thirtieth byte of it.
#ifndef CHAINMAIL_SPAM_SCORE_NEEDED_RUN_H
#define CHAINMAIL_SPAM_SCORE_NEEDED_RUN_H

#include "pattern_tree.h"

#include <cstddef>
#include <optional>
#include <string_view>

namespace chainmail::spam_score {

struct NeededRun {
    ByteSet bytes;
    std::size_t length = 0; ///< at least so many of them
};

/// Every text that `pattern` (as for needed_factors()) matches holds the run. Nothing
/// when the pattern repeats nothing for long, or what most texts hold.
std::optional<NeededRun> needed_run(std::string_view pattern);

/// In time linear in `text`, mostly in `text.size() / run.length`.
bool holds_run(std::string_view text, const NeededRun& run);

} // namespace chainmail::spam_score

#endif
