// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "relays.h"

#include "domains.h"
#include "scan.h"

namespace chainmail::spam_score {

namespace {

// Where trust ends. Newest relay first; what is lost is never regained.
class Boundary {
public:
    explicit Boundary(const TrustSettings& settings) : settings_(settings) {}

    bool in_trusted() const { return in_trusted_; }
    bool in_internal() const { return in_internal_; }

    void pass(Relay& relay)
    {
        if (!in_trusted_ || found_msa_) return;
        const bool known_client = !relay.auth.empty();
        if (!settings_.trusted_is_set && !settings_.internal_is_set) {
            if (!relay.is_private && !known_client) in_trusted_ = in_internal_ = false;
            return;
        }
        const Networks& trusted =
            settings_.trusted_is_set ? settings_.trusted : settings_.internal;
        const Networks& internal =
            settings_.internal_is_set ? settings_.internal : settings_.trusted;
        if (!known_client && !trusted.contains(relay.ip)) {
            in_trusted_ = in_internal_ = false;
            return;
        }
        if (!known_client && !internal.contains(relay.ip)) in_internal_ = false;
        // Behind a submission server everything came from its own clients.
        if (settings_.msa.contains(relay.ip)) {
            found_msa_ = true;
            relay.msa = true;
        }
    }

private:
    const TrustSettings& settings_;
    bool in_trusted_ = true;
    bool in_internal_ = true;
    bool found_msa_ = false;
};

std::vector<std::string> received_lines(const HeaderBlock& header,
                                        const TrustSettings& settings)
{
    std::vector<std::string> lines;
    for (const auto* field : header.find("received"))
        lines.push_back(field->decoded);
    // What webmail says of its client is taken for the oldest hop.
    for (const auto& name : settings.originating_ip_headers) {
        const auto value = header.value(text::lower(name));
        if (const auto ip = find_ip(value))
            lines.push_back(text::cat("from X-Originating-IP: ", *ip));
    }
    return lines;
}

std::string join(const std::vector<Relay>& relays)
{
    std::string out;
    for (const auto& relay : relays) {
        if (!out.empty()) out += ' ';
        out += relay.text();
    }
    return out;
}

} // namespace

std::vector<std::string> remove_untrusted(TrustSettings& settings)
{
    std::vector<std::string> complaints;
    if (!settings.trusted_is_set && !settings.internal_is_set) return complaints;
    const bool by_trusted = settings.trusted_is_set;
    const auto& around = by_trusted ? settings.trusted : settings.internal;
    const auto shrink = [&](std::string_view name, Networks& networks) {
        for (const auto& entry : networks.keep_within(around))
            complaints.push_back(text::cat(by_trusted ? "trusted_networks does"
                                                      : "internal_networks does",
                                           " not contain ",
                                           entry,
                                           " of ",
                                           name,
                                           ", which is left out there"));
    };
    if (by_trusted && settings.internal_is_set)
        shrink("internal_networks", settings.internal);
    shrink("msa_networks", settings.msa);
    return complaints;
}

Relays trace_relays(const HeaderBlock& header, const TrustSettings& settings)
{
    Relays out;
    Boundary boundary(settings);
    bool believes_fetchers = true;
    std::optional<std::string> scanner_from;
    for (const auto& line : received_lines(header, settings)) {
        auto received = parse_received(line);
        const auto envelope_from = std::exchange(scanner_from, {});
        if (received.scanner_envelope_from)
            scanner_from = received.scanner_envelope_from;
        auto* relay = std::get_if<Relay>(&received.content);
        if (relay == nullptr) {
            const auto why = std::get<NoRelay>(received.content);
            if (why == NoRelay::unreadable) ++out.unparseable;
            // Fetched from a mailbox: what came before is the mailbox owner's own.
            if (why == NoRelay::fetched && believes_fetchers) {
                out.trusted.clear();
                out.internal.clear();
                out.external.clear();
            }
            out.last_trusted += boundary.in_trusted() ? 1 : 0;
            out.last_internal += boundary.in_internal() ? 1 : 0;
            continue;
        }
        if (envelope_from && !envelope_from->empty())
            relay->envelope_from = envelope_from;
        boundary.pass(*relay);
        relay->internal = boundary.in_internal();
        believes_fetchers = boundary.in_trusted();
        out.last_trusted += boundary.in_trusted() ? 1 : 0;
        out.last_internal += boundary.in_internal() ? 1 : 0;
        (boundary.in_internal() ? out.internal : out.external).push_back(*relay);
        (boundary.in_trusted() ? out.trusted : out.untrusted).push_back(*relay);
    }
    out.trusted_text = join(out.trusted);
    out.untrusted_text = join(out.untrusted);
    out.internal_text = join(out.internal);
    out.external_text = join(out.external);
    return out;
}

} // namespace chainmail::spam_score
