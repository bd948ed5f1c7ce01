// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "rules.h"
#include "vectors.h"

#include "spam-score/received.h"
#include "spam-score/relays.h"

using namespace rules;

namespace {

// Whether it is an internal one is not the line's to say.
std::string without_internal(std::string relay)
{
    const auto at = relay.find(" intl=");
    return at == relay.npos ? relay : relay.erase(at, std::string(" intl=0").size());
}

std::string told_by(std::string_view line)
{
    const auto parsed = parse_received(line);
    if (const auto* relay = std::get_if<Relay>(&parsed.content))
        return without_internal(relay->text());
    return std::get<NoRelay>(parsed.content) == NoRelay::unreadable ? "unreadable" : "";
}

std::string settings_of(const vectors::Vector& vector)
{
    std::string out;
    for (const auto& line : vector.all("setting"))
        out += line + "\n";
    return out;
}

std::string message_of(const vectors::Vector& vector)
{
    std::string out;
    for (const auto& [key, value] : vector.lines) {
        if (key == "field") out += value + "\n";
        if (key == "fold") out += "\t" + value + "\n";
    }
    return out + "\nwords\n";
}

} // namespace

TEST(one_line)
{
    for (const auto& vector : vectors::read("received", 145))
        vectors::equal(
            vector, told_by(vector.one("line")), without_internal(vector.one("relay")));
}

TEST(the_whole_way)
{
    for (const auto& vector : vectors::read("trust_path", 32)) {
        const auto loaded =
            load("originating_ip_headers X-Yahoo-Post-IP X-Originating-IP "
                 "X-Apparently-From X-SenderIP X-AOL-IP "
                 "X-MS-Exchange-CrossTenant-OriginalAttributedTenantConnectingIp\n" +
                 settings_of(vector));
        const auto text = message_of(vector);
        const auto message = parse_message(text);
        const auto relays = trace_relays(message.header(), loaded.set.settings.trust);
        vectors::equal(vector,
                       "trusted " + relays.trusted_text + " untrusted " +
                           relays.untrusted_text,
                       "trusted " + vector.one("trusted") + " untrusted " +
                           vector.one("untrusted"));
        vectors::equal(vector,
                       loaded.complaints.empty() ? "" : "complaint",
                       vector.has("complaint") ? "complaint" : "");
    }
}
