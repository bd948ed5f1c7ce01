// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "header_request.h"

#include "addresses.h"
#include "decode.h"
#include "idn.h"
#include "scan.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace chainmail::spam_score {

namespace {

constexpr std::size_t max_header_bytes = 65536; // of "ALL"

std::string joined(std::span<const std::string> values)
{
    std::size_t size = 0;
    for (const auto& value : values)
        size += value.size();
    std::string out;
    out.reserve(size);
    for (const auto& value : values)
        out += value;
    return out;
}

// A display name for a human: decoded, single blanks, no quotes around it.
std::string readable_name(std::string_view phrase)
{
    const std::string decoded = decode_field(phrase, "");
    if (text::trim(decoded).empty()) return decoded;
    std::string out;
    for (const char c : text::trim(decoded)) {
        if (!text::is_space(c))
            out += c;
        else if (!out.ends_with(' '))
            out += ' ';
    }
    if (out.size() >= 2 && out.starts_with('\'') && out.ends_with('\''))
        out = out.substr(1, out.size() - 2);
    return out;
}

bool in_host(char c)
{
    return text::is_alnum(c) || c == '.' || c == '-' || c == '_';
}

// A host behind an "@", else the first host in the text.
std::optional<std::string> host_in(std::string_view line, const Registry& registry)
{
    const auto host_at = [&](std::size_t begin) -> std::optional<std::string> {
        const auto end = skip_while(line, begin, in_host);
        const auto host = line.substr(begin, end - begin);
        if (!registry.has_known_tld(host) || !is_host_name(host)) return {};
        return std::string(host);
    };
    if (const auto at = line.rfind('@'); at != npos) {
        if (auto host = host_at(at + 1)) return host;
    }
    for (std::size_t at = 0; at < line.size();) {
        if (!in_host(line[at])) {
            ++at;
            continue;
        }
        if (auto host = host_at(at)) return host;
        at = skip_while(line, at, in_host);
    }
    return {};
}

std::string reversed(std::string_view ip)
{
    auto parts = text::split(ip, '.');
    if (!is_ipv4(ip)) return std::string(ip);
    std::reverse(parts.begin(), parts.end());
    return text::join({parts.begin(), parts.end()}, ".");
}

std::vector<std::string> hosts_of(const std::vector<std::string>& values,
                                  const HeaderRequest& request,
                                  const Registry& registry)
{
    std::vector<std::string> out;
    for (const auto& value : values) {
        std::optional<std::string> host;
        if (!request.addr) {
            host = host_in(value, registry);
        } else if (const auto at = value.rfind('@'); at != std::string::npos) {
            const auto end =
                skip_while(value, at + 1, [](char c) { return !text::is_space(c); });
            if (end > at + 1) host = value.substr(at + 1, end - at - 1);
        }
        if (!host) continue;
        out.push_back(request.domain ? registry.registered_domain(*host) : *host);
    }
    return out;
}

std::vector<std::string> ips_of(const std::vector<std::string>& values, bool reverse)
{
    std::vector<std::string> out;
    for (const std::string_view value : values) {
        std::size_t from = 0;
        while (from < value.size()) {
            std::size_t begin = 0;
            const auto ip = find_ip(value, from, &begin);
            if (!ip) break;
            from = begin + ip->size();
            // Part of something longer: a version number, an OID.
            if ((begin > 0 && value[begin - 1] == '.') ||
                (from < value.size() && value[from] == '.'))
                continue;
            out.push_back(reverse ? reversed(*ip) : std::string(*ip));
            break;
        }
    }
    return out;
}

// The place of the Received field of this number, from 0; behind the last one the end.
std::size_t find_received(std::span<const std::string> lines, int number)
{
    int received = -1;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (text::starts_with_ignore_case(lines[i], "received:")) ++received;
        if (received >= number) return i;
    }
    return lines.size();
}

} // namespace

std::optional<HeaderRequest> HeaderRequest::parse(std::string_view text)
{
    auto end = std::min(text.find(':'), text.size());
    HeaderRequest request;
    request.name = text.substr(0, end);
    request.key = text::lower(request.name);
    while (end < text.size()) {
        const auto begin = end + 1;
        end = std::min(text.find(':', begin), text.size());
        const auto part = text.substr(begin, end - begin);
        if (part == "raw")
            request.raw = true;
        else if (part == "addr")
            request.addr = true;
        else if (part == "name")
            request.display_name = true;
        else if (part == "host")
            request.host = true;
        else if (part == "domain")
            request.host = request.domain = true;
        else if (part == "ip")
            request.ip = true;
        else if (part == "revip")
            request.ip = request.reversed_ip = true;
        else if (part == "first")
            request.first = true;
        else if (part == "last")
            request.last = true;
        else if (!part.empty())
            return {};
    }
    return request;
}

std::vector<std::string> HeaderValues::named(std::string_view key, bool raw) const
{
    std::vector<std::string> out;
    for (const auto& field : message_.header().fields()) {
        if (field.key == key) out.push_back(raw ? field.raw : field.decoded + "\n");
    }
    return out;
}

// The fields as lines: decoded and unfolded, or as they came with their folds.
std::vector<std::string> HeaderValues::find_all_fields(bool raw) const
{
    std::vector<std::string> out;
    if (raw) {
        each_line(message_.pristine_header, [&](std::string_view line) {
            if (text::is_blank(line.front()) && !out.empty())
                out.back() += line;
            else if (line != "\n" && line != "\r\n")
                out.emplace_back(line);
        });
        return out;
    }
    std::size_t size = 0;
    for (const auto& field : message_.header().fields()) {
        std::string line;
        line.reserve(field.name.size() + field.decoded.size() + 3);
        line += field.name;
        line += ": ";
        line += field.decoded;
        line += '\n';
        size += line.size();
        if (size > max_header_bytes) break;
        out.push_back(std::move(line));
    }
    return out;
}

const std::vector<std::string>& HeaderValues::all_fields(bool raw) const
{
    auto& all = raw ? all_raw_ : all_;
    if (!all) all = find_all_fields(raw);
    return *all;
}

// "ALL" and its kin: all fields, those down to a Received field or those from one on.
std::optional<HeaderValues::Lines>
HeaderValues::whole_fields(const HeaderRequest& request) const
{
    if (!request.name.starts_with("ALL")) return {};
    const auto which = std::string_view(request.name).substr(3);
    const bool is_lower = which == "-TRUSTED" || which == "-INTERNAL";
    const bool is_upper = which == "-UNTRUSTED" || which == "-EXTERNAL";
    if (!which.empty() && !is_lower && !is_upper) return {};
    const Lines all = all_fields(request.raw);
    if (which.empty()) return all;
    const int last = which == "-TRUSTED" || which == "-UNTRUSTED"
                         ? relays_.last_trusted
                         : relays_.last_internal;
    const auto border = find_received(all, last + 1);
    if (is_upper) return all.subspan(border);
    return last + 1 < 0 ? Lines{} : all.first(std::min(border + 1, all.size()));
}

std::vector<std::string> HeaderValues::fields(const HeaderRequest& request) const
{
    const auto append = [](std::vector<std::string>& to,
                           std::vector<std::string> more) {
        to.insert(to.end(),
                  std::make_move_iterator(more.begin()),
                  std::make_move_iterator(more.end()));
    };
    std::vector<std::string> out;
    if (request.key == "envelopefrom") {
        if (const auto& from = envelope_from()) out.push_back(*from);
    } else if (request.key == "x-spam-relays-untrusted") {
        out.push_back(relays_.untrusted_text);
    } else if (request.key == "x-spam-relays-trusted") {
        out.push_back(relays_.trusted_text);
    } else if (request.key == "x-spam-relays-external") {
        out.push_back(relays_.external_text);
    } else if (request.key == "x-spam-relays-internal") {
        out.push_back(relays_.internal_text);
    } else if (request.key == "tocc") {
        append(out, named("to", request.raw));
        append(out, named("cc", request.raw));
    } else if (request.name == "MESSAGEID") {
        for (const auto* key : {"x-message-id",
                                "resent-message-id",
                                "x-original-message-id",
                                "message-id"})
            append(out, named(key, request.raw));
    } else {
        const bool raw = request.raw || request.addr || request.display_name;
        auto values = named(request.key, raw);
        if (values.empty()) append(values, derived(request.key));
        return values;
    }
    return out;
}

// Fields that are in no message but can be asked for: the domains it is from.
std::vector<std::string> HeaderValues::derived(std::string_view key) const
{
    if (key == "x-senderdomain") {
        const auto& hosts = list("EnvelopeFrom:first:addr:host");
        if (!hosts.empty()) return {ascii_host(hosts.front())};
    }
    if (key != "x-authordomain") return {};
    std::vector<std::string> domains;
    for (const auto& host : list("From:addr:host")) {
        auto domain = ascii_host(host);
        if (std::find(domains.begin(), domains.end(), domain) == domains.end())
            domains.push_back(std::move(domain));
    }
    if (domains.empty()) return {};
    return {text::join(domains, " ")};
}

// A field is parsed once for its addresses, its names and their hosts.
std::vector<std::string>
HeaderValues::addresses_of(const std::vector<std::string>& fields,
                           const HeaderRequest& request) const
{
    std::vector<std::string> out;
    for (const auto& field : fields) {
        auto known = addresses_.find(field);
        if (known == addresses_.end())
            known = addresses_.emplace(field, parse_addresses(field)).first;
        for (const auto& one : known->second) {
            if (request.addr) {
                if (one.address) out.push_back(*one.address);
            } else if (one.name) {
                out.push_back(request.raw ? *one.name : readable_name(*one.name));
            }
        }
    }
    return out;
}

std::vector<std::string> HeaderValues::list(const HeaderRequest& request) const
{
    if (const auto lines = whole_fields(request)) return {lines->begin(), lines->end()};
    auto values = fields(request);
    if (values.empty()) return values;
    if (request.first)
        values.resize(1);
    else if (request.last)
        values.erase(values.begin(), values.end() - 1);
    if (request.addr || request.display_name) values = addresses_of(values, request);
    if (request.host) return hosts_of(values, request, registry_);
    if (request.ip) return ips_of(values, request.reversed_ip);
    return values;
}

const std::vector<std::string>& HeaderValues::list(std::string_view request) const
{
    const auto known = lists_.find(request);
    if (known != lists_.end()) return known->second;
    const auto parsed = HeaderRequest::parse(request);
    auto values = parsed ? list(*parsed) : std::vector<std::string>{};
    return lists_.insert_or_assign(std::string(request), std::move(values))
        .first->second;
}

std::optional<std::string> HeaderValues::text(const HeaderRequest& request) const
{
    if (const auto lines = whole_fields(request))
        return lines->empty() ? std::nullopt : std::optional(joined(*lines));
    const auto values = list(request);
    if (values.empty()) return {};
    if (values.front().ends_with('\n')) return joined(values);
    return text::join(values, "\n");
}

std::string HeaderValues::scalar(std::string_view request) const
{
    const auto& values = list(request);
    if (values.empty()) return {};
    const bool single = request.find(':') != npos ? !request.ends_with(":raw") &&
                                                        !request.ends_with(":first") &&
                                                        !request.ends_with(":last")
                                                  : request == "EnvelopeFrom";
    if (!single) return joined(values);
    std::string first = values.front();
    if (first.ends_with('\n')) first.pop_back();
    return first;
}

bool HeaderValues::stands_below_received(std::string_view key) const
{
    const auto& fields = message_.header().fields();
    bool received = false;
    return std::any_of(fields.begin(), fields.end(), [&](const HeaderField& field) {
        received = received || field.key == "received";
        return received && field.key == key;
    });
}

const std::optional<std::string>& HeaderValues::envelope_from() const
{
    if (!envelope_from_) {
        // A site may name the field that asks for this: then nothing is known.
        envelope_from_.emplace();
        envelope_from_ = find_envelope_from();
    }
    return *envelope_from_;
}

std::optional<std::string> HeaderValues::find_envelope_from() const
{
    const auto first_address =
        [&](std::string_view name) -> std::optional<std::string> {
        const auto& found = list(text::cat(name, ":first:addr"));
        if (found.empty()) return {};
        return found.front();
    };
    const auto is_usable = [](const std::optional<std::string>& from) {
        return from && (from->empty() || from->find('@', 1) != std::string::npos);
    };
    if (!envelope_sender_header_.empty()) {
        const auto from = first_address(envelope_sender_header_);
        return is_usable(from) ? from : std::nullopt;
    }
    const Relay* handover = !relays_.untrusted.empty() ? &relays_.untrusted.front()
                            : !relays_.trusted.empty() ? &relays_.trusted.back()
                                                       : nullptr;
    if (handover != nullptr && is_usable(handover->envelope_from))
        return handover->envelope_from;
    // fetchmail takes a list's X-Sender for the envelope sender of its own delivery.
    const auto x_sender = first_address("X-Sender");
    if (x_sender && x_sender->find('@') != std::string::npos) {
        for (const auto& line : named("received", false)) {
            if (line.find("(fetchmail") != std::string::npos) return {};
        }
    }
    if (const auto from = first_address("X-Envelope-From"))
        return stands_below_received("x-envelope-from") ? std::nullopt : from;
    for (const auto* name : {"Envelope-Sender", "Return-Path"}) {
        const auto from = first_address(name);
        if (from && !stands_below_received(text::lower(name))) return from;
    }
    return {};
}

const std::vector<std::string>& HeaderValues::senders() const
{
    if (!senders_) senders_ = find_senders();
    return *senders_;
}

std::vector<std::string> HeaderValues::find_senders() const
{
    auto found = list("Resent-From:first:addr");
    if (found.empty()) {
        for (const auto* name : {"From:addr",
                                 "Envelope-Sender:addr",
                                 "Resent-Sender:addr",
                                 "X-Envelope-From:addr",
                                 "EnvelopeFrom:addr"}) {
            for (const auto& address : list(name)) {
                std::string squeezed;
                for (const char c : address) {
                    if (c != '.' || !squeezed.ends_with('.')) squeezed += c;
                }
                if (!squeezed.empty()) found.push_back(squeezed);
            }
        }
    }
    std::vector<std::string> out;
    for (const auto& address : found) {
        if (std::find(out.begin(), out.end(), address) == out.end())
            out.push_back(address);
    }
    return out;
}

std::vector<std::string> HeaderValues::recipients() const
{
    std::vector<std::string> found;
    const auto append = [&](std::string_view request) {
        for (const auto& address : list(request))
            found.push_back(address);
    };
    append("Resent-To:first:addr");
    append("Resent-Cc:first:addr");
    if (found.empty()) {
        // "for <ADDRESS>;" in the newest hops is the recipient of the envelope.
        auto received = named("received", false);
        received.resize(std::min<std::size_t>(received.size(), 3));
        for (const std::string_view line : received) {
            auto at = line.find(" for ");
            for (; at != npos; at = line.find(" for ", at + 1)) {
                auto word = line.substr(at + 5);
                word = word.substr(0, word.find(';'));
                if (at + 5 + word.size() >= line.size()) continue;
                if (word.starts_with('<')) word.remove_prefix(1);
                if (word.ends_with('>')) word.remove_suffix(1);
                const auto sign = word.find('@');
                if (sign == npos || sign == 0 || word.find(' ') != npos) continue;
                if (is_host_name(ascii_host(word.substr(sign + 1))))
                    found.emplace_back(word);
                break;
            }
        }
        for (const auto* name : {"To:addr",
                                 "Apparently-To:addr",
                                 "Delivered-To:addr",
                                 "Envelope-Recipients:addr",
                                 "Apparently-Resent-To:addr",
                                 "X-Envelope-To:addr",
                                 "Envelope-To:addr",
                                 "X-Delivered-To:addr",
                                 "X-Original-To:addr",
                                 "X-Rcpt-To:addr",
                                 "X-Real-To:addr",
                                 "Cc:addr"})
            append(name);
    }
    std::set<std::string> seen;
    std::erase_if(found, [&](const std::string& a) { return !seen.insert(a).second; });
    return found;
}

} // namespace chainmail::spam_score
