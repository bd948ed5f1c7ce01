// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What was found as lines of the record: mime-split(8), ATTRIBUTES.
#ifndef CHAINMAIL_MIME_SPLIT_FINDINGS_H
#define CHAINMAIL_MIME_SPLIT_FINDINGS_H

#include "split.h"
#include "wire/record.h"

namespace chainmail::mime_split {

/// Bounds of what one message may add to the record, so that the record never outgrows
/// chainmail-record(5), which would send the mail back. Types, names and the like
/// beyond them are left out and the message is held.
constexpr std::size_t max_lines = 12'000;
constexpr std::size_t max_bytes = 1U
                                  << 20U; ///< before escapes, which triple it at most

void write_findings(Split split, wire::Builder& to);

} // namespace chainmail::mime_split

#endif
