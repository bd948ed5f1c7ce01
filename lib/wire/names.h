// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Who writes which attribute: the table of chainmail-record(5) as code.
#ifndef CHAINMAIL_WIRE_NAMES_H
#define CHAINMAIL_WIRE_NAMES_H

#include <string_view>

namespace chainmail::wire {

enum class Writer {
    smtp_in,
    mime_split,
    virus_check,
    spam_score,
    policy,
    virus_ask,
    unknown
};

/// The one writer of an attribute in the record that goes down the chain. `unknown` is
/// for everything the table does not name, x-NAME.* among it.
Writer writer_of(std::string_view name);

} // namespace chainmail::wire

#endif
