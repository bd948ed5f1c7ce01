// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "received.h"

#include "base/text.h"
#include "header_field.h"
#include "mail/address.h"
#include "mail/date.h"

#include <algorithm>
#include <optional>

namespace chainmail::policy {

namespace {

using text::cat;

constexpr std::size_t longest_name = 255; // RFC 1035 2.3.4
constexpr std::size_t longest_address = 400;

// "192.0.2.1", "IPv6:2001:db8::1" (RFC 5321 4.1.3).
std::string literal(std::string_view address)
{
    if (address.find(':') == address.npos) return visible(address, longest_name);
    return cat("IPv6:", visible(address, longest_name));
}

struct Endpoint {
    std::string_view address;
    std::string_view port;
};

// "[127.0.0.1]:10024"; nothing for the path of a socket.
std::optional<Endpoint> split_interface(std::string_view interface)
{
    const auto close = interface.rfind("]:");
    if (!interface.starts_with('[') || close == interface.npos) return {};
    return Endpoint{interface.substr(1, close - 1), interface.substr(close + 2)};
}

// The words of RFC 3848 and RFC 6531, and our own side of LMTP.
bool is_known_protocol(std::string_view word)
{
    if (word.starts_with("UTF8"))
        word.remove_prefix(4);
    else if (word == "SMTP")
        return true;
    else if (word.starts_with("ES"))
        word.remove_prefix(1);
    if (!word.starts_with("SMTP") && !word.starts_with("LMTP")) return false;
    word.remove_prefix(4);
    return word.empty() || word == "S" || word == "A" || word == "SA";
}

std::string from_clause(const wire::Envelope& envelope)
{
    const auto helo =
        envelope.helo.empty() ? "unknown" : visible(envelope.helo, longest_name);
    if (envelope.peer.empty()) return cat("from ", helo);
    return cat("from ", helo, " ([", literal(envelope.peer), "])");
}

std::string by_clause(const wire::Envelope& envelope,
                      const Configuration& configuration)
{
    const auto at = split_interface(envelope.interface);
    return cat("by ",
               configuration.localhost_name,
               " (",
               configuration.host_name,
               at ? cat(" [", literal(at->address), "]") : "",
               ") (",
               configuration.product_name,
               ", ",
               at ? cat("port ", visible(at->port, longest_name)) : "unix socket",
               ")");
}

std::string with_clause(const wire::Envelope& envelope, std::string_view mail_id)
{
    if (!is_known_protocol(envelope.protocol)) return cat("id ", mail_id);
    return cat("with ", envelope.protocol, " id ", mail_id);
}

} // namespace

std::string received_field(const wire::Envelope& envelope,
                           const Configuration& configuration,
                           std::string_view mail_id,
                           bool names_recipient)
{
    std::vector<std::string> clauses{from_clause(envelope),
                                     by_clause(envelope, configuration),
                                     with_clause(envelope, mail_id)};
    // With more than one, each would learn of the others.
    if (names_recipient && envelope.recipients.size() == 1)
        clauses.push_back(
            cat("for <",
                visible(mail::with_lower_domain(envelope.recipients.front().addr),
                        longest_address),
                ">"));
    clauses.back() += ';';
    constexpr std::uint64_t second_ms = 1000;
    clauses.push_back(
        mail::date_time(static_cast<std::int64_t>(envelope.time_ms / second_ms)));
    return field_of_pieces("Received", clauses);
}

} // namespace chainmail::policy
