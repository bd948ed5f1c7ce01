// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Received lines that say all by their form: tables of forms, tried one after the
// other. Pure.
#ifndef CHAINMAIL_SPAM_SCORE_RECEIVED_TABLES_H
#define CHAINMAIL_SPAM_SCORE_RECEIVED_TABLES_H

#include "received_formats.h"

#include <optional>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

enum class Means {
    relay,
    looked_up, ///< a relay, and its reverse name was looked up
    local,     ///< no relay
    fetched,
};

struct Format {
    std::string_view needs; ///< text that the line must hold for this format to count
    TraceFormat form;
    Means means;
};
using Formats = std::vector<Format>;

/// What the first form that fits says. `line` as for read_trace_line().
std::optional<TraceReading> try_formats(const Formats& formats, std::string_view line);

// All lines that are not of a server with a reader of its own, in the order in which
// they are tried; those of qmail are tried between the first two.
std::optional<TraceReading> read_numeric_http(std::string_view line);
std::optional<TraceReading> read_general(std::string_view line);
std::optional<TraceReading> read_rest(std::string_view line);
/// Hand-overs within a host or a site.
std::optional<TraceReading> read_local(std::string_view line);

} // namespace chainmail::spam_score

#endif
