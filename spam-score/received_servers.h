// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Received lines of servers whose forms say more, or something else, than they seem to:
// each has a reader of its own. Pure.
#ifndef CHAINMAIL_SPAM_SCORE_RECEIVED_SERVERS_H
#define CHAINMAIL_SPAM_SCORE_RECEIVED_SERVERS_H

#include "received_formats.h"

#include <optional>
#include <string_view>

namespace chainmail::spam_score {

// `line` as for read_trace_line(); nothing when the line is another's.
std::optional<TraceReading> read_webmail(std::string_view line);
/// Servers that can be told by a word in the line.
std::optional<TraceReading> read_family(std::string_view line);
std::optional<TraceReading> read_qmail(std::string_view line);
std::optional<TraceReading> read_hotmail_web(std::string_view line);
std::optional<TraceReading> read_sendmail(std::string_view line);
std::optional<TraceReading> read_yahoo_login(std::string_view line);
std::optional<TraceReading> read_originating_ip(std::string_view line);
/// A scanner on the way that repeats what the line before it said.
std::optional<TraceReading> read_qmail_scanner(std::string_view line);

} // namespace chainmail::spam_score

#endif
