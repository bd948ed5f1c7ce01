// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "received.h"

#include "domains.h"
#include "received_auth.h"
#include "received_formats.h"
#include "scan.h"
#include "trace_format.h"

#include <algorithm>
#include <array>

namespace chainmail::spam_score {

namespace {

std::string squeeze(std::string_view s)
{
    std::string out;
    for (const char c : s) {
        const char plain = text::is_space(c) ? ' ' : c;
        if (plain != ' ' || (!out.empty() && out.back() != ' ')) out += plain;
    }
    while (out.ends_with(' ') || out.ends_with(';'))
        out.pop_back();
    return out;
}

bool is_month(std::string_view s)
{
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const auto at = s.size() == 3 ? months.find(s) : npos;
    return at != npos && at % 3 == 0;
}

bool is_weekday(std::string_view s)
{
    constexpr std::string_view days = "Mon,Tue,Wed,Thu,Fri,Sat,Sun,";
    const auto at = s.size() == 4 ? days.find(s) : npos;
    return at != npos && at % 4 == 0;
}

bool is_number(std::string_view s)
{
    return !s.empty() && std::all_of(s.begin(), s.end(), text::is_digit);
}

// hh:mm or hh:mm:ss
bool is_time(std::string_view s)
{
    const auto fields = text::split(s, ':');
    return fields.size() >= 2 && fields.size() <= 3 &&
           std::all_of(fields.begin(), fields.end(), is_number);
}

// "; Tue, 23 May 2006 13:06:35 -0400" at the end of a line: where the line ends without
// it.
std::size_t length_without_date(std::string_view line)
{
    std::array<std::string_view, 6> last; // zone, time, year, month, day, weekday
    std::size_t count = 0;
    std::size_t end = line.size();
    std::array<std::size_t, 6> begins{};
    while (count < last.size() && end > 0) {
        const auto blank = line.substr(0, end).find_last_of(" ;");
        begins[count] = blank == npos ? 0 : blank + 1;
        last[count] = line.substr(begins[count], end - begins[count]);
        end = begins[count] == 0 ? 0 : begins[count] - 1;
        ++count;
        if (count >= 2 && count <= 5 && last[count - 1].empty()) return line.size();
    }
    if (count < 5 || last[0].empty() || !is_time(last[1]) || !is_number(last[2]) ||
        !is_month(last[3]) || !is_number(last[4]))
        return line.size();
    std::size_t begin = begins[4];
    if (count == 6 && is_weekday(last[5])) begin = begins[5];
    const auto text_end = line.substr(0, begin).find_last_not_of(" ;");
    const std::size_t length = text_end == npos ? 0 : text_end + 1;
    return length < begin ? length : line.size();
}

bool in_host(char c)
{
    constexpr std::string_view others = "-.^+_&:=?!@%*$\\/";
    return text::is_alnum(c) || others.find(c) != npos;
}

// The name behind "helo=" or "HELO ", anywhere.
std::string_view said_helo(std::string_view line)
{
    for (const std::string_view word : {"helo=", "HELO ", "EHLO "}) {
        for (auto at = line.find(word); at != npos; at = line.find(word, at + 1)) {
            const auto begin = at + word.size();
            const auto end = skip_while(line, begin, in_host);
            if (is_word_edge(line, at) && end > begin)
                return line.substr(begin, end - begin);
        }
    }
    return {};
}

std::string_view said_id(std::string_view line)
{
    for (auto at = line.find(" id "); at != npos; at = line.find(" id ", at + 1)) {
        auto begin = at + 4;
        if (begin < line.size() && line[begin] == '<') ++begin;
        const auto end = skip_while(line, begin, [](char c) {
            return !text::is_space(c) && c != '<' && c != '>' && c != ';';
        });
        if (end >= begin + 3) return line.substr(begin, end - begin);
    }
    return {};
}

std::string_view said_by(std::string_view line)
{
    const auto at = line.find(" by ");
    if (at == npos) return {};
    const auto rest = line.substr(at + 4);
    return rest.substr(0, rest.find(' '));
}

// Where the address begins that a "return-path: " or "envelope-from=" here announces.
std::size_t behind_announcement(std::string_view line, std::size_t at)
{
    const auto rest = line.substr(at);
    for (const std::string_view word : {"envelope-sender", "envelope-from"}) {
        if (!text::starts_with_ignore_case(rest, word) || rest.size() == word.size())
            continue;
        const char next = rest[word.size()];
        if (next == ' ' || next == '=') return at + word.size() + 1;
    }
    for (const std::string_view word : {"return-path: ", "return-path "}) {
        if (text::starts_with_ignore_case(rest, word)) return at + word.size();
    }
    return npos;
}

std::optional<std::string> said_envelope_from(std::string_view line)
{
    // Few lines say it.
    if (!contains_ignore_case(line, "envelope-") &&
        !contains_ignore_case(line, "return-path"))
        return {};
    for (auto at = line.find_first_of("eErR"); at != npos;
         at = line.find_first_of("eErR", at + 1)) {
        const auto begin = behind_announcement(line, at);
        if (begin == npos) continue;
        const auto end =
            skip_while(line, begin, [](char c) { return !text::is_space(c); });
        auto value = line.substr(begin, end - begin);
        // It ends with a word: what closes it does not count.
        while (!value.empty() && !is_word(value.back()))
            value.remove_suffix(1);
        if (!value.empty()) return std::string(value);
    }
    return {};
}

void strip_brackets(std::string& s)
{
    auto begin = s.find_first_not_of("< ");
    if (begin == std::string::npos) begin = s.size();
    s.erase(0, begin);
    while (s.ends_with('>') || s.ends_with(' '))
        s.pop_back();
}

// What could be taken for the notation of Relay::text().
void flag_odd_characters(std::string& s)
{
    for (char& c : s) {
        if (text::is_space(c) || c == '\0' ||
            std::string_view("#[]()<>|").find(c) != npos)
            c = '!';
    }
}

// An IPv4 address in IPv6's clothes is an IPv4 address.
std::string plain_ip(std::string_view ip)
{
    if (text::starts_with_ignore_case(ip, "ipv6:")) ip.remove_prefix(5);
    if (ip.starts_with('[')) ip.remove_prefix(1);
    if (ip.ends_with(']')) ip.remove_suffix(1);
    ip = ip.substr(0, ip.find('%'));
    const auto last = ip.rfind(':');
    const auto v4 = last == npos ? std::string_view{} : ip.substr(last + 1);
    if (is_ipv4(v4)) {
        auto prefix = ip.substr(0, last);
        const bool mapped =
            prefix.size() > 5 && ends_with_ignore_case(prefix, ":ffff") &&
            prefix.substr(0, prefix.size() - 5).find_first_not_of("0:") == npos;
        if (mapped) return std::string(v4);
    }
    return std::string(ip);
}

// A user in front of a name: "IDENT:user@host", "user@host".
void split_ident(Relay& relay)
{
    for (int times = 0; times < 2; ++times) {
        const auto at = relay.rdns.find('@');
        if (at == std::string::npos) return;
        const bool tagged = relay.rdns.starts_with("IDENT:");
        const std::size_t begin = tagged ? 6 : 0;
        relay.ident = relay.rdns.substr(begin, at - begin);
        relay.rdns.erase(0, at + 1);
    }
}

void take(const TraceReading& reading, Relay& relay)
{
    const auto& match = reading.match;
    const auto set = [&](std::string& to, TraceField field) {
        if (!match[field].empty() || match[field].data() != nullptr) to = match[field];
    };
    set(relay.ip, TraceField::ip);
    set(relay.helo, TraceField::helo);
    set(relay.rdns, TraceField::rdns);
    set(relay.by, TraceField::by);
    set(relay.ident, TraceField::ident);
    set(relay.id, TraceField::id);
    if (match.host_is_both) relay.rdns = relay.helo;
    if (match[TraceField::from].data() != nullptr)
        relay.envelope_from = match[TraceField::from];
    // "helo=" and "ident=" among Exim's remarks.
    const auto part = match[TraceField::part];
    for (const auto piece : text::split(part, ' ')) {
        if (piece.starts_with("helo=") && piece.size() > 5)
            relay.helo = piece.substr(5);
        if (piece.starts_with("ident=")) relay.ident = piece.substr(6);
    }
    if (reading.forget_id) relay.id.clear();
    if (reading.no_by) relay.by.clear();
    if (reading.ident_in_name) split_ident(relay);
}

void finish(Relay& relay, bool looked_up)
{
    while (relay.rdns.ends_with('.'))
        relay.rdns.pop_back();
    if (text::equal_ignore_case(relay.rdns, "unknown") || relay.rdns.starts_with('['))
        relay.rdns.clear();
    relay.ip = plain_ip(relay.ip);
    if (relay.by.ends_with(';')) relay.by.pop_back();
    for (auto* field : {&relay.ip, &relay.rdns, &relay.helo, &relay.by, &relay.ident})
        flag_odd_characters(*field);
    if (relay.envelope_from) {
        strip_brackets(*relay.envelope_from);
        flag_odd_characters(*relay.envelope_from);
    }
    relay.no_reverse_dns = relay.rdns.empty() && looked_up;
    relay.is_private = is_private_ip(relay.ip);
}

// "from NAME by NAME;" and nothing else: no address, no protocol.
bool says_nothing(std::string_view line)
{
    if (find_ignore_case(line, "from ") != 0) return false;
    const auto name = line.substr(5, line.find(' ', 5) - 5);
    auto rest = line.substr(std::min(5 + name.size(), line.size()));
    if (!text::starts_with_ignore_case(rest, " by ")) return false;
    rest.remove_prefix(4);
    const auto end = rest.find_first_of(" ;");
    if (end == npos || end == 0) return false;
    rest.remove_prefix(end);
    if (rest.starts_with(' ')) rest.remove_prefix(1);
    const bool is_address =
        name.starts_with('[') && name.ends_with(']') && name.size() > 2 &&
        name.substr(1, name.size() - 2).find_first_not_of("0123456789.") == npos;
    return rest.starts_with(';') && !is_address;
}

bool is_local_delivery(std::string_view line)
{
    const auto at = line.find("with local for");
    return at != npos && is_word_edge(line, at) &&
           is_word_edge(line, at + std::string_view("with local for").size());
}

} // namespace

std::string Relay::text() const
{
    return text::cat("[ ip=",
                     ip,
                     " rdns=",
                     rdns,
                     " helo=",
                     helo,
                     " by=",
                     by,
                     " ident=",
                     ident,
                     " envfrom=",
                     envelope_from.value_or(""),
                     " intl=",
                     internal ? 1 : 0,
                     " id=",
                     id,
                     " auth=",
                     auth,
                     " msa=",
                     msa ? 1 : 0,
                     " ]");
}

ReceivedLine parse_received(std::string_view value)
{
    std::string line = squeeze(value);
    if (find_ignore_case(line, "from ") != 0 && find_ignore_case(line, "(from ") != 0)
        return {NoRelay::local, {}};
    if (is_local_delivery(line) || says_nothing(line)) return {NoRelay::local, {}};
    line.resize(length_without_date(line));
    if (const auto joined = line.find(")by "); joined != std::string::npos)
        line.replace(joined, 4, ") by ");

    Relay relay;
    relay.id = said_id(line);
    relay.helo = said_helo(line);
    relay.by = said_by(line);
    relay.auth = authentication_of(line);
    std::optional<TraceReading> reading;
    if (line.starts_with("from ")) {
        line.erase(0, 5);
        relay.envelope_from = said_envelope_from(line);
        reading = read_trace_line(line);
        if (!reading && relay.helo.empty()) relay.helo = line.substr(0, line.find(' '));
    } else if (line.starts_with("FROM ")) {
        line.erase(0, 5);
        reading = read_upper_case_line(line);
    } else if (line.starts_with("(from ")) {
        line.erase(0, 6);
        reading = read_parenthesized_line(line);
    }
    const bool is_partial = reading && reading->is_partial;
    if (reading && reading->no_relay) {
        ReceivedLine out{*reading->no_relay, {}};
        if (reading->is_scanner) {
            out.scanner_envelope_from = relay.envelope_from;
            if (relay.envelope_from) strip_brackets(*out.scanner_envelope_from);
        }
        return out;
    }
    if (reading) take(*reading, relay);
    if (reading && !is_partial) {
        finish(relay, reading->looked_up);
        return {std::move(relay), {}};
    }
    // No known format: an address in brackets and a name of the receiver are enough.
    static const TraceFormat bracketed("[{ip}]");
    TraceMatch match;
    if (relay.ip.empty() && bracketed.found_in(line, match))
        relay.ip = match[TraceField::ip];
    if (relay.ip.empty() || relay.by.empty()) return {};
    finish(relay, false);
    return {std::move(relay), {}};
}

} // namespace chainmail::spam_score
