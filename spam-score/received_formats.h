// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Which mail server writes which Received line.
#ifndef CHAINMAIL_SPAM_SCORE_RECEIVED_FORMATS_H
#define CHAINMAIL_SPAM_SCORE_RECEIVED_FORMATS_H

#include "received.h"
#include "trace_format.h"

#include <optional>
#include <string_view>

namespace chainmail::spam_score {

/// What a known format says; the fields not in it keep what was guessed before.
struct TraceReading {
    std::optional<NoRelay> no_relay; ///< the line is none, and why
    TraceMatch match;
    bool is_partial = false;    ///< pieces only; another format has to give the rest
    bool looked_up = false;     ///< the server knows the client's reverse name, or that
                                ///< there is none
    bool ident_in_name = false; ///< rdns may be USER@NAME
    bool forget_id = false;
    bool is_scanner = false; ///< says the envelope sender of the line before it
    bool no_by = false;      ///< a line made from X-Originating-IP
};

/// `line` begins behind "from ". Nothing when no format fits.
std::optional<TraceReading> read_trace_line(std::string_view line);

/// The same for the rarer beginnings "FROM " and "(from ".
std::optional<TraceReading> read_upper_case_line(std::string_view line);
std::optional<TraceReading> read_parenthesized_line(std::string_view line);

} // namespace chainmail::spam_score

#endif
