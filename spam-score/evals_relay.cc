// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Evals on the relays a message went through.
#include "eval_argument.h"
#include "examination.h"
#include "scan.h"

#include <algorithm>
#include <array>

namespace chainmail::spam_score {

namespace {

Result<Eval> check_all_trusted(const EvalArguments&)
{
    return Eval([](Examination& mail) {
        const Relays& relays = mail.relays();
        return hit(!relays.trusted.empty() && relays.untrusted.empty() &&
                   relays.unparseable == 0);
    });
}

Result<Eval> check_no_relays(const EvalArguments&)
{
    return Eval([](Examination& mail) {
        const Relays& relays = mail.relays();
        return hit(relays.trusted.empty() && relays.untrusted.empty() &&
                   relays.unparseable == 0);
    });
}

Result<Eval> check_relays_unparseable(const EvalArguments&)
{
    return Eval([](Examination& mail) { return hit(mail.relays().unparseable > 0); });
}

bool is_public_ipv4(const std::string& s)
{
    return is_ipv4(s) && !is_private_ip(s);
}

// A HELO that is an address, and not even of the client's own /24.
Result<Eval> helo_ip_mismatch(const EvalArguments&)
{
    return Eval([](Examination& mail) {
        const auto& relays = mail.relays().untrusted;
        return hit(std::any_of(relays.begin(), relays.end(), [](const Relay& relay) {
            if (!is_public_ipv4(relay.helo) || !is_public_ipv4(relay.ip)) return false;
            const auto network = relay.helo.substr(0, relay.helo.rfind('.') + 1);
            return !relay.ip.starts_with(network);
        }));
    });
}

bool is_dotcom(const std::string& helo)
{
    constexpr std::array names{
        std::string_view("lycos.com"),
        std::string_view("lycos.co.uk"),
        std::string_view("hotmail.com"),
        std::string_view("localhost.com"),
        std::string_view("excite.com"),
        std::string_view("caramail.com"),
        std::string_view("cs.com"),
        std::string_view("aol.com"),
        std::string_view("msn.com"),
        std::string_view("yahoo.com"),
        std::string_view("drizzle.com"),
    };
    return std::any_of(names.begin(), names.end(), [&](std::string_view name) {
        return ends_with_ignore_case(helo, name) &&
               (helo.size() == name.size() ||
                helo[helo.size() - name.size() - 1] == '.');
    });
}

// The oldest public relay decides.
Result<Eval> check_for_no_rdns_dotcom_helo(const EvalArguments&)
{
    return Eval([](Examination& mail) {
        bool claims = false;
        for (const auto& relay : mail.relays().untrusted) {
            if (!relay.is_private)
                claims = is_dotcom(relay.helo) && relay.no_reverse_dns;
        }
        return hit(claims);
    });
}

// The part of a host name that is somebody's, by a rule of thumb.
std::string domain_of(const std::string& name)
{
    const std::string host = text::lower(name);
    if (std::none_of(host.begin(), host.end(), text::is_alpha)) return host;
    const auto labels = text::split(host, '.');
    const auto last = labels.back();
    const bool is_short = last.size() < 3 && last.find("ie") == npos &&
                          last.find("fr") == npos && last.find("de") == npos;
    const std::size_t kept = is_short ? 3 : 2;
    if (labels.size() < kept || labels.size() < 2) return host;
    std::size_t begin = host.size();
    for (std::size_t i = labels.size() - kept; i < labels.size(); ++i)
        begin -= labels[i].size() + 1;
    return host.substr(begin + 1);
}

bool is_dotted_name(std::string_view name)
{
    const auto dot = name.rfind('.');
    if (dot == npos || dot < 2 || dot + 1 == name.size() || !is_word(name.front()))
        return false;
    const auto in_label = [](char c) { return is_word(c) || c == '.' || c == '-'; };
    return skip_while(name, 0, in_label) == name.size() &&
           skip_while(name, dot + 1, is_word) == name.size();
}

// How often a relay says it was reached by another name than the next one saw.
int broken_links(const std::vector<Relay>& relays)
{
    int count = 0;
    for (std::size_t i = 1; i < relays.size(); ++i) {
        const std::string by = domain_of(relays[i].by);
        const std::string seen = domain_of(relays[i - 1].rdns);
        const bool is_loopback =
            (seen == "localhost" || seen == "localhost.localdomain") &&
            relays[i - 1].ip == "127.0.0.1";
        if (!is_dotted_name(by) || !is_dotted_name(seen) || is_loopback) continue;
        if (by != seen && !(by == "msn.com" && seen == "hotmail.com")) ++count;
    }
    return count;
}

Result<Eval> check_for_forged_received_trail(const EvalArguments&)
{
    return Eval([](Examination& mail) {
        return hit(broken_links(mail.relays().untrusted) > 1);
    });
}

constexpr std::array entries{
    EvalEntry{"check_all_trusted", check_all_trusted},
    EvalEntry{"check_no_relays", check_no_relays},
    EvalEntry{"check_relays_unparseable", check_relays_unparseable},
    EvalEntry{"helo_ip_mismatch", helo_ip_mismatch},
    EvalEntry{"check_for_no_rdns_dotcom_helo", check_for_no_rdns_dotcom_helo},
    EvalEntry{"check_for_forged_received_trail", check_for_forged_received_trail},
};

} // namespace

std::span<const EvalEntry> relay_evals()
{
    return entries;
}

} // namespace chainmail::spam_score
