// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "received_formats.h"

#include "received_servers.h"
#include "received_tables.h"

#include <array>

namespace chainmail::spam_score {

namespace {

void fill_gaps(TraceMatch& match, const TraceMatch& pieces)
{
    for (std::size_t i = 0; i < match.fields.size(); ++i) {
        if (match.fields[i].data() == nullptr) match.fields[i] = pieces.fields[i];
    }
}

} // namespace

std::optional<TraceReading> read_trace_line(std::string_view line)
{
    static constexpr std::array readers{
        read_webmail,
        read_family,
        read_numeric_http,
        read_sendmail,
        read_general,
        read_hotmail_web,
        read_qmail,
        read_rest,
        read_yahoo_login,
        read_originating_ip,
        read_qmail_scanner,
        read_local,
    };
    std::optional<TraceReading> partial;
    for (const auto read : readers) {
        auto reading = read(line);
        if (!reading) continue;
        if (reading->is_partial) {
            partial = reading;
            continue;
        }
        if (partial) fill_gaps(reading->match, partial->match);
        return reading;
    }
    return partial;
}

std::optional<TraceReading> read_upper_case_line(std::string_view line)
{
    static const Formats formats{
        {"",
         TraceFormat("{helo} ({rdns} [{ip}]) BY {by} ID {id}{end}"),
         Means::looked_up},
        {"",
         TraceFormat("{helo} ({rdns} [{ip}]) BY {by} ID {id} FOR <{some}>{end}"),
         Means::looked_up},
        {"",
         TraceFormat("{helo} ({rdns} [{ip}]) BY {by} ({inner}) WITH SMTP ID {id}{end}"),
         Means::looked_up},
        {"",
         TraceFormat("{helo} ({rdns} [{ip}]) BY {by} ({inner}) WITH SMTP ID {id} FOR "
                     "<{some}>{end}"),
         Means::looked_up},
    };
    auto reading = try_formats(formats, line);
    if (!reading) return {};
    auto& rdns = reading->match.fields[static_cast<std::size_t>(TraceField::rdns)];
    if (rdns == "unverified") rdns = {};
    auto& id = reading->match.fields[static_cast<std::size_t>(TraceField::id)];
    if (id.starts_with('<')) id.remove_prefix(1);
    if (id.ends_with('>')) id.remove_suffix(1);
    return reading;
}

std::optional<TraceReading> read_parenthesized_line(std::string_view line)
{
    static const Formats formats{
        {"", TraceFormat("{helo?} [{ip}]) by {by} (NAVGW {some}) with "), Means::relay},
        {"", TraceFormat("{word}@localhost) by {word} "), Means::local},
        {"",
         TraceFormat("{word}@{inner}) by {word}(jqueuemail) id {word}"),
         Means::local},
    };
    return try_formats(formats, line);
}

} // namespace chainmail::spam_score
