// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "received_tables.h"

#include "scan.h"

namespace chainmail::spam_score {

namespace {

// All others, in the order in which they are tried: what fits more lines comes later.
// First those before the forms of qmail.
const Formats& formats_before_qmail()
{
    static const Formats all{
        {"", TraceFormat("{rdns} ([{ip}] helo={helo}) by {by} with "), Means::relay},
        {"", TraceFormat("{helo} (<unknown{word?}>[{ip}]) by {by} "), Means::relay},
        {"", TraceFormat("{helo} ({dotted}[{ip}]) by {by} "), Means::looked_up},
        {"", TraceFormat("{helo} ({ident?}@[{ip}]{any}) by {by} ("), Means::looked_up},
        {"",
         TraceFormat(
             "{rdns} ({hello} {helo?}) ({ip}) by {by} (qpsmtpd/{word}) with {smtp}"),
         Means::relay},
        {"",
         TraceFormat("{rdns} (LHLO {helo?}) ({ip}) by {by} with LMTP"),
         Means::relay},
        {"",
         TraceFormat("{rdns} ({hello} {helo?}) [{ip}] by {by} ({inner}) with {smtp}"),
         Means::relay},
        {"",
         TraceFormat("{helo} ([{ip}]) by {by} via smtpd (for {word}) with SMTP("),
         Means::relay},
    };
    return all;
}

const Formats& formats_behind_qmail()
{
    static const Formats all{
        {"", TraceFormat("[{ip}] by {by} via HTTP{end}"), Means::relay},
        {"", TraceFormat("{word} ( [{ip}]){some} by {by} "), Means::relay},
        {"", TraceFormat("({helo} [{ip}]) by {by} "), Means::relay},
        {"", TraceFormat("[{ip}] by {by} "), Means::relay},
        {"", TraceFormat("({ip}) by {by} "), Means::relay},
        {"", TraceFormat("([{ip}]) by {by} "), Means::relay},
        {"", TraceFormat("{helo} [{ip}] by {by} [{other-ip}] with "), Means::looked_up},
        {"", TraceFormat("{helo} [({ip})] by {by} ({other-ip}) "), Means::relay},
        {"", TraceFormat("{helo} (softdnserr [{ip}]){some} by {by}"), Means::relay},
        {"", TraceFormat("{helo} ({rdns} [{ip}]){some} by {by}"), Means::looked_up},
        {"", TraceFormat("{helo} ([{ip}]){some} by {by} "), Means::looked_up},
        {"", TraceFormat("{helo} ([{ip}:{digits}]){some} by {by} "), Means::looked_up},
        {"", TraceFormat("{helo} ([{ip}.{digits}]){some} by {by} "), Means::looked_up},
        {"with POP3", TraceFormat(""), Means::fetched},
        {"with IMAP", TraceFormat(""), Means::fetched},
        {"",
         TraceFormat("{rdns} ({hello} {helo-text}) ({ident?}@{ip}){any} by {by} "),
         Means::looked_up},
        {"",
         TraceFormat("{rdns} ({hello} {helo-text}) ({ident?}@[{ip}]){any} by {by} "),
         Means::looked_up},
        {"",
         TraceFormat("{rdns} ({hello} {helo-text}) ({ip}){any} by {by} "),
         Means::looked_up},
        {"",
         TraceFormat("{rdns} ({hello} {helo-text}) ([{ip}]){any} by {by} "),
         Means::looked_up},
        {"", TraceFormat("{host} ({ident?}@{ip}){any} by {by} "), Means::looked_up},
        {"", TraceFormat("{host} ({ident?}@[{ip}]){any} by {by} "), Means::looked_up},
        {"", TraceFormat("{host} ({ip}){any} by {by} "), Means::looked_up},
        {" via smap ", TraceFormat("{rdns}({ip}) by {by} via smap "), Means::looked_up},
        {"",
         TraceFormat("{rdns}({ip}, {hello} {helo?}) by {by} via smap "),
         Means::looked_up},
        {" with BSMTP", TraceFormat("{word} by {word} with BSMTP"), Means::local},
        {"",
         TraceFormat("{rdns} ({hello} {helo?}) ({ident}@{ip}{some}) by {by} with "),
         Means::looked_up},
        {"",
         TraceFormat("{rdns} ({hello} {helo?}) ({ip}{some}) by {by} with "),
         Means::looked_up},
        {"",
         TraceFormat("[{ip}] (account {word} {hello} {helo?}) by {by} ("),
         Means::relay},
        {"", TraceFormat("[{ip}] ({hello} {helo?}) by {by} ("), Means::relay},
        {" (CommuniGate Pro",
         TraceFormat("{host} ([{ip}] verified) by {by} ("),
         Means::looked_up},
        {"",
         TraceFormat("{word} ({word}) by {word} (Content Technologies "),
         Means::local},
        {"", TraceFormat("{helo} ([{ip}] [{word}]) by {by} with "), Means::relay},
        {"", TraceFormat("{ip} by {by} (SMTPL"), Means::relay},
        {"", TraceFormat("{ip} by {by} (InterScan"), Means::relay},
        {"", TraceFormat("{ip} by {by} with "), Means::relay},
        {"", TraceFormat("{helo} ({rdns}[{ip}]) by {by} "), Means::looked_up},
        {"", TraceFormat("[{ip}]{word} ({hello} {helo?}) by {by} "), Means::relay},
        {"", TraceFormat("{ip} ({hello} {helo?}) by {by} "), Means::relay},
        {"", TraceFormat("{helo} [{ip}] by {by} "), Means::relay},
        {"", TraceFormat("{rdns}({ip}) by {by} "), Means::relay},
        {"", TraceFormat("{helo} (unverified [{ip}]) by {by} "), Means::relay},
        {"", TraceFormat("{ip} ({inner}) by {by} with "), Means::relay},
        {"", TraceFormat("[{ip}] ({inner}) by {by} "), Means::relay},
        {"",
         TraceFormat("{rdns}({ip}), claiming to be \"{helo}\" via {word} by {by},"),
         Means::looked_up},
        {"", TraceFormat("{rdns}({ip}) via {word} by {by},"), Means::looked_up},
    };
    return all;
}

// Hand-overs within a host, or between hosts of one site that say no address: nothing
// can be learned from them, and nothing bad either.
const Formats& local_formats()
{
    static const Formats all{
        {"", TraceFormat("{word} ({word}@{localhost}) by {word} ("), Means::local},
        {"", TraceFormat("{word} {word} by {word} with local-esmtp "), Means::local},
        {"", TraceFormat("{word} {word} by {word} with local-smtp "), Means::local},
        {"", TraceFormat("127.0.0.1 (AVG SMTP {word} [{word}])"), Means::local},
        {"", TraceFormat("{word}@{word} by {word} "), Means::local},
        {"", TraceFormat("Unknown/Local ("), Means::local},
        {"", TraceFormat("{localhost} ({localhost})"), Means::local},
        {"", TraceFormat("{localhost} ({localhost}["), Means::local},
        {"", TraceFormat("{localhost} ({word}@{localhost})"), Means::local},
        {"", TraceFormat("{localhost} ({word}@{localhost}["), Means::local},
        {"", TraceFormat("{word} ({localhost}) "), Means::local},
        {"", TraceFormat("{word} ({word}@{localhost}) "), Means::local},
        {"", TraceFormat("{word} ({word}@{word} [{localhost}]) "), Means::local},
        {"", TraceFormat("(AUTH: {word}) by {word} with "), Means::local},
        {"",
         TraceFormat("localhost (localhost [[UNIX: localhost]]) by "),
         Means::local},
        {"",
         TraceFormat(
             "{word}.amazon.com by {word}.amazon.com with ESMTP (peer crosscheck: "),
         Means::local},
        {"", TraceFormat("no.name.available by {word} via smtpd (for "), Means::local},
        {"", TraceFormat("{word} by {word} with local"), Means::local},
        {"",
         TraceFormat("{word} ([unix socket]) by {word} (Cyrus "
                     "v{digits}.{digits}.{digits}) with LMTPA"),
         Means::local},
        {"", TraceFormat("{word} by {word} with"), Means::local},
        {"", TraceFormat("{word} by {word} via"), Means::local},
        {"", TraceFormat("{word} by {word} for"), Means::local},
        {"", TraceFormat("{word} by {word} ("), Means::local},
        {"", TraceFormat("{word} with {word} by"), Means::local},
        {"", TraceFormat("{word} via {word} by"), Means::local},
        {"", TraceFormat("{word} for {word} by"), Means::local},
        {"", TraceFormat("{word} (unverified) by"), Means::local},
        {"", TraceFormat("{word} (unknown) by {word} (SG) with "), Means::local},
        {"",
         TraceFormat("{word} ({word} [local]) by {word} (OpenSMTPD) with "),
         Means::local},
        {"", TraceFormat("([{localhost}]) with MailEnable "), Means::local},
        {"",
         TraceFormat(
             "facebook.com ({inner}) by facebook.com with Thrift id {word}{end}"),
         Means::local},
        {"",
         TraceFormat("{word} named {word} by gmailapi.google.com with HTTPREST{end}"),
         Means::local},
        {"", TraceFormat("{word} id {word}{end}"), Means::local},
        {"(LSMTP for", TraceFormat(""), Means::local},
        {" (Jetsend", TraceFormat("[<"), Means::local},
    };
    return all;
}
} // namespace

std::optional<TraceReading> try_formats(const Formats& formats, std::string_view line)
{
    for (const auto& format : formats) {
        if (line.find(format.needs) == npos) continue;
        TraceReading reading;
        if (!format.form.matches(line, reading.match)) continue;
        if (format.means == Means::local) reading.no_relay = NoRelay::local;
        if (format.means == Means::fetched) reading.no_relay = NoRelay::fetched;
        reading.looked_up = format.means == Means::looked_up;
        return reading;
    }
    return {};
}
// A web client that called itself by its address; there is no name to look up.
std::optional<TraceReading> read_numeric_http(std::string_view line)
{
    static const Formats formats{
        {"with HTTP", TraceFormat("{ip} ([{other-ip}]) by {by}"), Means::relay},
    };
    return try_formats(formats, line);
}
std::optional<TraceReading> read_general(std::string_view line)
{
    return try_formats(formats_before_qmail(), line);
}

std::optional<TraceReading> read_rest(std::string_view line)
{
    return try_formats(formats_behind_qmail(), line);
}

std::optional<TraceReading> read_local(std::string_view line)
{
    return try_formats(local_formats(), line);
}
} // namespace chainmail::spam_score
