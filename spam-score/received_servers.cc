// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "received_servers.h"

#include "domains.h"
#include "received_tables.h"
#include "scan.h"

#include <algorithm>
#include <array>

namespace chainmail::spam_score {

namespace {

bool has(std::string_view line, std::string_view text)
{
    return line.find(text) != npos;
}

// Servers that can be told by a word in the line. A line with that word is theirs; only
// when none of their formats fits are the general ones tried.
struct Family {
    std::string_view word;
    std::optional<TraceReading> (*read)(std::string_view line);
};

TraceReading relay(const TraceMatch& match)
{
    TraceReading reading;
    reading.match = match;
    return reading;
}

bool is_exchange(std::string_view line)
{
    static const TraceFormat server(
        " with Microsoft SMTP Server {digits}.{digits}.{digits}.{digits}");
    static const TraceFormat server_with_cipher(
        " with Microsoft SMTP Server ({inner}) {digits}.{digits}.{digits}.{digits}");
    static const TraceFormat mapi(" with mapi id {digits}.{digits}.{digits}.{digits}");
    static const TraceFormat mapi_with_remark(
        " with mapi id ({inner}) {digits}.{digits}.{digits}.{digits}");
    TraceMatch match;
    return server.found_in(line, match) || server_with_cipher.found_in(line, match) ||
           mapi.found_in(line, match) || mapi_with_remark.found_in(line, match);
}

std::optional<TraceReading> read_exchange(std::string_view line)
{
    static const std::array forms{
        TraceFormat("{helo} ({ip}) by {by} "),
        TraceFormat("{helo} ([{ip}]) by {by} "),
        TraceFormat("{helo} ({ip}%{word}) by {by} "),
        TraceFormat("{helo} ([{ip}%{word}]) by {by} "),
    };
    for (const auto& form : forms) {
        TraceMatch match;
        if (!form.matches(line, match)) continue;
        TraceReading reading = relay(match);
        reading.forget_id = true;
        return reading;
    }
    return {};
}

std::optional<TraceReading> read_windows_service(std::string_view line)
{
    static const Formats formats{
        {"",
         TraceFormat("{helo?} ([{ip}]{remark}) by {by} with Microsoft SMTPSVC"),
         Means::relay},
        {"",
         TraceFormat("mail pickup service by {word} with Microsoft SMTPSVC{end}"),
         Means::local},
    };
    return try_formats(formats, line);
}

std::optional<TraceReading> read_xmail(std::string_view line)
{
    static const Formats formats{
        {"", TraceFormat("{helo} ({ip}:{digits}) by {by} with [XMail"), Means::relay},
        {"", TraceFormat("{helo} ([{ip}]:{digits}) by {by} with [XMail"), Means::relay},
        {"",
         TraceFormat("{helo} ({ip}:{digits}) by {by} ({word}) with [XMail"),
         Means::relay},
        {"",
         TraceFormat("{helo} ([{ip}]:{digits}) by {by} ({word}) with [XMail"),
         Means::relay},
    };
    static const TraceFormat id(" id <{id}>");
    static const TraceFormat from(" from <{from}>");
    auto reading = try_formats(formats, line);
    if (!reading) return {};
    TraceMatch more;
    const auto take = [&](const TraceFormat& form, TraceField field) {
        if (form.found_in(line, more))
            reading->match.fields[static_cast<std::size_t>(field)] = more[field];
    };
    take(id, TraceField::id);
    take(from, TraceField::from);
    return reading;
}

std::optional<TraceReading> read_ecelerity(std::string_view line)
{
    static const Formats formats{
        {"", TraceFormat("([{ip}:{digits}] helo={helo}) by {by} "), Means::relay},
        {"", TraceFormat("{word} ([{ip}:{digits}]) by {by} "), Means::relay},
    };
    return try_formats(formats, line);
}

std::optional<TraceReading> read_postfix(std::string_view line)
{
    static const Formats formats{
        {"", TraceFormat("{helo} ({rdns} [{ip}]) by {by} "), Means::looked_up},
        {"", TraceFormat("{helo} ({rdns}[{ip}]) by {by} "), Means::looked_up},
    };
    return try_formats(formats, line);
}

std::optional<TraceReading> read_scalix(std::string_view line)
{
    static const Formats formats{
        {"", TraceFormat("{helo} ( {ip}) by {by}"), Means::relay},
        {"", TraceFormat("{helo} ({ip}) by {by}"), Means::relay},
    };
    return try_formats(formats, line);
}

std::optional<TraceReading> read_domino(std::string_view line)
{
    static const Formats formats{
        {"", TraceFormat("{helo} ([{ip}]) by {by} (Lotus"), Means::relay},
    };
    return try_formats(formats, line);
}

bool is_locally_submitted(std::string_view line)
{
    constexpr std::string_view words = "with local";
    for (auto at = line.find(words); at != npos; at = line.find(words, at + 1)) {
        if (!is_word_edge(line, at)) continue;
        const auto rest = line.substr(at + words.size());
        if (rest.starts_with(' ')) return true;
        const auto blank = rest.find(' ');
        if (rest.starts_with('-') && blank != npos && blank > 1) return true;
    }
    return false;
}

// Exim's format is the administrator's to write: known ones first, then pieces.
std::optional<TraceReading> read_exim(std::string_view line)
{
    static const TraceFormat bracketed("[{ip}] ({part}) by {by} ");
    static const TraceFormat named("{host} ([{ip}]{part}) by {by} ");
    static const TraceFormat bare("{host} [{ip}] by {by} ");
    static const TraceFormat bare_with_port("{host} [{ip}]:{digits} by {by} ");
    static const TraceFormat first_word("{rdns} ");
    static const TraceFormat helo(" ({helo}) ");
    static const TraceFormat address(" [{ip}] ");
    static const TraceFormat address_with_port(" [{ip}.{digits}] ");
    static const TraceFormat by("by {by} ");
    if (is_locally_submitted(line)) {
        TraceReading reading;
        reading.no_relay = NoRelay::local;
        return reading;
    }
    TraceMatch match;
    if (bracketed.matches(line, match) || named.matches(line, match) ||
        bare.matches(line, match) || bare_with_port.matches(line, match))
        return relay(match);
    TraceMatch all;
    const auto take = [&](const TraceFormat& form, TraceField field) {
        if (!all[field].empty() || !form.found_in(line, match)) return;
        all.fields[static_cast<std::size_t>(field)] = match[field];
    };
    if (first_word.matches(line, match))
        all.fields[static_cast<std::size_t>(TraceField::rdns)] =
            match[TraceField::rdns];
    take(helo, TraceField::helo);
    take(address, TraceField::ip);
    take(address_with_port, TraceField::ip);
    take(by, TraceField::by);
    TraceReading reading = relay(all);
    reading.is_partial = all[TraceField::by].empty() || all[TraceField::ip].empty();
    return reading;
}

// "with SMTP" as qmail says it: another protocol's name may stand in front, and what
// follows is never an id.
bool has_qmail_protocol(std::string_view rest)
{
    for (auto with = rest.find(" with "); with != npos;
         with = rest.find(" with ", with + 1)) {
        const auto between = rest.substr(0, with);
        if (!between.empty() && !(between.starts_with(" (") && between.ends_with(')')))
            continue;
        const auto words = rest.substr(with + 6);
        for (const std::string_view name : {"SMTP", "QMQP"}) {
            for (auto at = words.find(name); at != npos;
                 at = words.find(name, at + 1)) {
                const bool begins = at == 0 || words[at - 1] == ' ';
                if (begins && !words.substr(at + 4).starts_with(" id ")) return true;
            }
        }
    }
    return false;
}

} // namespace

// Webmail that says who its user is.
std::optional<TraceReading> read_webmail(std::string_view line)
{
    static const TraceFormat by_http("by {by} with HTTP");
    static const TraceFormat aol("{ip} by {by} ({other-ip}) with HTTP (WebMailUI)");
    TraceMatch match;
    if (has(line, " (SquirrelMail authenticated user ") ||
        has(line, " (NaSMail authenticated user ")) {
        std::size_t begin = 0;
        const auto ip = find_ip(line, 0, &begin);
        if (ip && by_http.found_in(line.substr(begin + ip->size()), match)) {
            match.fields[static_cast<std::size_t>(TraceField::ip)] = *ip;
            return relay(match);
        }
    }
    if (has(line, "aol.com") && has(line, "with HTTP (WebMailUI)") &&
        aol.found_in(line, match))
        return relay(match);
    return {};
}

// from NAME [(HELO NAME)] ([IDENT@]IP) [(envelope-sender <ADDRESS>)] by NAME with SMTP;
// no HELO means that it was the same as the name.
std::optional<TraceReading> read_qmail(std::string_view line)
{
    static const std::array forms{
        TraceFormat("{rdns} ({hello} {helo?}) ({ident?}@{ip}) by {by}"),
        TraceFormat("{rdns} ({hello} {helo?}) ({ident?}@[{ip}]) by {by}"),
        TraceFormat("{rdns} ({hello} {helo?}) ({ident?}@{ip}) (envelope-sender "
                    "<{word}>) by {by}"),
        TraceFormat("{rdns} ({hello} {helo?}) ({ident?}@[{ip}]) (envelope-sender "
                    "<{word}>) by {by}"),
        TraceFormat("{rdns} ({hello} {helo?}) ({ip}) by {by}"),
        TraceFormat("{rdns} ({hello} {helo?}) ([{ip}]) by {by}"),
        TraceFormat(
            "{rdns} ({hello} {helo?}) ({ip}) (envelope-sender <{word}>) by {by}"),
        TraceFormat(
            "{rdns} ({hello} {helo?}) ([{ip}]) (envelope-sender <{word}>) by {by}"),
        TraceFormat("{host} ({ident?}@{ip}) by {by}"),
        TraceFormat("{host} ({ident?}@[{ip}]) by {by}"),
        TraceFormat("{host} ({ident?}@{ip}) (envelope-sender <{word}>) by {by}"),
        TraceFormat("{host} ({ident?}@[{ip}]) (envelope-sender <{word}>) by {by}"),
        TraceFormat("{host} ({ip}) by {by}"),
        TraceFormat("{host} ([{ip}]) by {by}"),
        TraceFormat("{host} ({ip}) (envelope-sender <{word}>) by {by}"),
        TraceFormat("{host} ([{ip}]) (envelope-sender <{word}>) by {by}"),
    };
    if (!has(line, "SMTP") && !has(line, "QMQP")) return {};
    for (const auto& form : forms) {
        TraceMatch match;
        if (!form.matches(line, match)) continue;
        const auto by = match[TraceField::by];
        const auto behind =
            static_cast<std::size_t>(by.data() + by.size() - line.data());
        if (!has_qmail_protocol(line.substr(behind))) return {};
        TraceReading reading = relay(match);
        const auto name =
            match.host_is_both ? match[TraceField::helo] : match[TraceField::rdns];
        reading.looked_up = name != "unknown";
        return reading;
    }
    return {};
}

std::optional<TraceReading> read_hotmail_web(std::string_view line)
{
    static const TraceFormat form("by {by}.hotmail.msn.com ");
    static const TraceFormat address("{ip} ");
    TraceMatch match;
    if (!form.found_in(line, match)) return {};
    const auto name = match[TraceField::by];
    const std::string_view by(name.data(), name.size() + 16); // with ".hotmail.msn.com"
    TraceMatch client;
    address.matches(line, client);
    client.fields[static_cast<std::size_t>(TraceField::by)] = by;
    return relay(client);
}

// The client's user, by RFC 1413, may stand in front of its name.
std::optional<TraceReading> read_sendmail(std::string_view line)
{
    static const TraceFormat qmail_ldap(" by {word} (qmail-{word}) with ");
    static const TraceFormat form("{helo} ({rdns} [{ip}]{any}) by {by} (");
    TraceMatch match;
    if (has(line, "(qmail-") && qmail_ldap.found_in(line, match)) return {};
    if (!form.matches(line, match)) return {};
    TraceReading reading = relay(match);
    reading.looked_up = true;
    reading.ident_in_name = true;
    return reading;
}

std::optional<TraceReading> read_yahoo_login(std::string_view line)
{
    static const TraceFormat form("{helo} ({word}@{ip} with login) by {by} with SMTP");
    TraceMatch match;
    if (!form.matches(line, match) || !match[TraceField::by].ends_with(".yahoo.com"))
        return {};
    return relay(match);
}

std::optional<TraceReading> read_originating_ip(std::string_view line)
{
    static const TraceFormat form("X-Originating-IP: {ip}{end}");
    TraceMatch match;
    if (!form.matches(line, match)) return {};
    TraceReading reading = relay(match);
    reading.no_by = true;
    return reading;
}

std::optional<TraceReading> read_family(std::string_view line)
{
    static constexpr std::array before{
        Family{"[XMail ", read_xmail},
        Family{"(ecelerity", read_ecelerity},
        Family{"Exim", read_exim},
        Family{" (Postfix) with", read_postfix},
        Family{"(Scalix SMTP Relay", read_scalix},
        Family{" (Lotus Domino ", read_domino},
    };
    if (has(line, " SMTPSVC")) return read_windows_service(line);
    if (is_exchange(line)) return read_exchange(line);
    for (const auto& family : before) {
        if (has(line, family.word)) return family.read(line);
    }
    return {};
}

// A scanner on the way that repeats what the line before it said.
std::optional<TraceReading> read_qmail_scanner(std::string_view line)
{
    static const TraceFormat form("{word} by {word} ({some}) with qmail-scanner");
    TraceMatch match;
    if (!form.matches(line, match)) return {};
    TraceReading reading;
    reading.no_relay = NoRelay::local;
    reading.is_scanner = true;
    return reading;
}

} // namespace chainmail::spam_score
