// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "domains.h"

#include "idn.h"

#include "scan.h"

#include <algorithm>
#include <array>
#include <vector>

namespace chainmail::spam_score {

namespace {

constexpr std::size_t max_host = 253;
constexpr std::size_t max_label = 63;

bool is_label(std::string_view label)
{
    const auto is_inner = [](char c) { return is_word(c) || c == '-'; };
    return !label.empty() && label.size() <= max_label && is_word(label.front()) &&
           is_word(label.back()) && std::all_of(label.begin(), label.end(), is_inner);
}

// The two-letter codes of states and territories (USPS Publication 28), which head
// registries of their own below .us (RFC 1480).
bool is_us_state(std::string_view label)
{
    constexpr std::string_view codes =
        "ak al ar az ca co ct dc de fl ga gu hi ia id il in ks ky la ma md me mi mn mo "
        "ms mt nc nd ne nh nj nm nv ny oh ok or pa pr ri sc sd tn tx ut va vi vt wa wi "
        "wv wy ";
    const auto at = label.size() == 2 ? codes.find(label) : npos;
    return at != npos && at % 3 == 0;
}

bool is_octet(std::string_view s)
{
    if (s.empty() || s.size() > 3 || (s.size() > 1 && s.front() == '0')) return false;
    const auto value = text::to_number(s);
    return value && *value <= 255;
}

std::string_view without_ipv6_tag(std::string_view s)
{
    return text::starts_with_ignore_case(s, "ipv6:") ? s.substr(5) : s;
}

// The eight groups of an IPv6 address written in full, or nothing.
std::optional<std::array<unsigned, 8>> groups_of(std::string_view s)
{
    std::array<unsigned, 8> groups{};
    std::size_t count = 0;
    std::size_t gap = npos;
    if (s.starts_with("::")) {
        gap = 0;
        s.remove_prefix(2);
    }
    while (!s.empty()) {
        const auto end = std::min(s.find(':'), s.size());
        const auto part = s.substr(0, end);
        if (end == s.size() && is_ipv4(part)) {
            if (count > 6) return {};
            const auto octets = text::split(part, '.');
            for (std::size_t i = 0; i < 4; i += 2)
                groups[count++] =
                    static_cast<unsigned>(*text::to_number(octets[i]) * 256 +
                                          *text::to_number(octets[i + 1]));
            s = {};
            break;
        }
        if (part.empty() || part.size() > 4 || count >= 8) return {};
        unsigned value = 0;
        for (const char c : part) {
            if (!is_hex(c)) return {};
            value = value * 16 + static_cast<unsigned>(text::hex_value(c));
        }
        groups[count++] = value;
        if (end == s.size()) {
            s = {};
            break;
        }
        s.remove_prefix(end + 1);
        if (s.starts_with(':')) {
            if (gap != npos) return {};
            gap = count;
            s.remove_prefix(1);
        } else if (s.empty()) {
            return {};
        }
    }
    if (gap == npos) return count == 8 ? std::optional(groups) : std::nullopt;
    if (count > 7) return {};
    std::rotate(groups.begin() + static_cast<std::ptrdiff_t>(gap),
                groups.begin() + static_cast<std::ptrdiff_t>(count),
                groups.end());
    return groups;
}

// `high` is the first two octets.
bool is_private_ipv4(unsigned high)
{
    const unsigned first = high >> 8U;
    const unsigned second = high & 0xFFU;
    return first == 10 || first == 127 || (first == 169 && second == 254) ||
           (first == 172 && second >= 16 && second <= 31) ||
           (first == 192 && second == 168) ||
           (first == 100 && second >= 64 && second <= 127);
}

} // namespace

bool is_host_name(std::string_view host)
{
    while (host.ends_with('.'))
        host.remove_suffix(1);
    if (host.size() > max_host) return false;
    const auto labels = text::split(host, '.');
    if (labels.size() < 2) return false;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const bool is_registered = i + 2 >= labels.size();
        if (!is_label(labels[i]) || (is_registered && labels[i].find('_') != npos))
            return false;
    }
    return true;
}

bool is_ipv4(std::string_view s)
{
    constexpr std::size_t longest = 15;
    if (s.size() > longest || s.empty() || !text::is_digit(s.front())) return false;
    const auto octets = text::split(s, '.');
    return octets.size() == 4 && std::all_of(octets.begin(), octets.end(), is_octet);
}

bool is_ipv6(std::string_view s)
{
    return groups_of(without_ipv6_tag(s)).has_value();
}

bool is_private_ip(std::string_view ip)
{
    if (is_ipv4(ip)) {
        const auto octets = text::split(ip, '.');
        const auto high =
            *text::to_number(octets[0]) * 256 + *text::to_number(octets[1]);
        return is_private_ipv4(static_cast<unsigned>(high));
    }
    const auto groups = groups_of(without_ipv6_tag(ip));
    if (!groups) return false;
    const auto& g = *groups;
    if ((g[0] & 0xFFC0U) == 0xFE80U) return true;
    const bool zeros =
        std::all_of(g.begin(), g.begin() + 5, [](unsigned x) { return x == 0; });
    if (zeros && g[5] == 0 && g[6] == 0 && g[7] == 1) return true;
    return zeros && g[5] == 0xFFFF && is_private_ipv4(g[6]);
}

std::optional<std::array<unsigned char, 16>> ip_bytes(std::string_view ip)
{
    std::array<unsigned char, 16> bytes{};
    if (is_ipv4(ip)) {
        const auto octets = text::split(ip, '.');
        bytes[10] = bytes[11] = 0xFF;
        for (std::size_t i = 0; i < 4; ++i)
            bytes[12 + i] = static_cast<unsigned char>(*text::to_number(octets[i]));
        return bytes;
    }
    const auto groups = groups_of(without_ipv6_tag(ip));
    if (!groups) return {};
    for (std::size_t i = 0; i < 8; ++i) {
        bytes[2 * i] = static_cast<unsigned char>((*groups)[i] >> 8U);
        bytes[2 * i + 1] = static_cast<unsigned char>((*groups)[i] & 0xFFU);
    }
    return bytes;
}

std::optional<std::string_view>
find_ip(std::string_view s, std::size_t from, std::size_t* begin)
{
    const auto in_address = [](char c) { return is_hex(c) || c == ':' || c == '.'; };
    for (std::size_t at = from; at < s.size();) {
        if (!in_address(s[at])) {
            ++at;
            continue;
        }
        const auto end = skip_while(s, at, in_address);
        // A run may have a dot or a colon too many at its end, or be part of a word.
        const auto run = s.substr(at, end - at);
        for (std::size_t first = 0; first < run.size(); ++first) {
            const bool starts =
                first == 0 ? (at == 0 || !is_word(s[at - 1])) : !is_hex(run[first - 1]);
            if (!starts || run[first] == '.') continue;
            // A colon in front is part of a longer address, but for the tag of RFC
            // 5321.
            const bool behind_colon =
                first > 0 && run[first - 1] == ':' &&
                !ends_with_ignore_case(s.substr(0, at + first), "ipv6:");
            for (std::size_t length = std::min<std::size_t>(run.size() - first, 45);
                 length >= 2;
                 --length) {
                const auto candidate = run.substr(first, length);
                const auto next = at + first + length;
                if (next < s.size() && is_word(s[next])) continue;
                const bool v4 = !behind_colon && is_ipv4(candidate);
                const bool v6 = !v4 && !behind_colon && candidate.find(':') != npos &&
                                (next >= s.size() || s[next] != ':') &&
                                is_ipv6(candidate);
                if (!v4 && !v6) continue;
                if (begin != nullptr) *begin = at + first;
                return candidate;
            }
        }
        at = end;
    }
    return {};
}

void Registry::add_tld(std::string_view tld)
{
    tlds_.insert(ascii_host(tld));
}

void Registry::add_second_level(std::string_view domain)
{
    second_level_.insert(ascii_host(domain));
}

void Registry::add_third_level(std::string_view domain)
{
    third_level_.insert(ascii_host(domain));
}

void Registry::clear()
{
    *this = {};
}

bool Registry::is_tld(std::string_view label) const
{
    return tlds_.contains(text::lower(label));
}

bool Registry::has_known_tld(std::string_view given) const
{
    const std::string host = ascii_host(given);
    const auto dot = host.rfind('.');
    return dot != npos && std::none_of(host.begin(), host.end(), text::is_space) &&
           is_tld(std::string_view(host).substr(dot + 1));
}

// Whether names are registered directly below `domain`.
bool Registry::is_suffix(std::string_view domain, std::size_t labels) const
{
    const auto parts = text::split(domain, '.');
    if (labels == 2) return second_level_.contains(domain);
    if (labels == 3)
        return parts[2] == "us" ? is_us_state(parts[1]) : third_level_.contains(domain);
    if (labels != 4 || parts[3] != "us") return false;
    const bool is_locality = (parts[0] == "pvt" && parts[1] == "k12") ||
                             parts[0] == "ci" || parts[0] == "co";
    return is_locality && is_us_state(parts[2]);
}

std::string Registry::registered_domain(std::string_view host) const
{
    std::string name;
    for (const char c : ascii_host(host)) {
        if (c == '.' && (name.empty() || name.back() == '.')) continue;
        name += c;
    }
    if (name.ends_with('.')) name.pop_back();
    std::string_view suffix = name;
    std::string_view one_more = name;
    auto labels =
        static_cast<std::size_t>(std::count(name.begin(), name.end(), '.')) + 1;
    while (labels > 1 && !is_suffix(suffix, labels)) {
        one_more = suffix;
        suffix.remove_prefix(suffix.find('.') + 1);
        --labels;
    }
    return std::string(one_more);
}

std::optional<Registry::UriDomain> Registry::domain_of_uri(std::string_view given) const
{
    const std::string lowered = text::lower(given);
    std::string_view uri = lowered;
    for (const auto* scheme : {"javascript:", "cid:", "file:"}) {
        if (uri.starts_with(scheme)) return {};
    }
    if (uri.starts_with("mailto:")) {
        uri = uri.substr(7, uri.find('?') - std::min<std::size_t>(7, uri.find('?')));
        const auto at = uri.find('@');
        if (at == npos || uri.find('@', at + 1) != npos) return {};
        uri.remove_prefix(at + 1);
    } else {
        const auto scheme = skip_while(uri, 0, text::is_lower);
        if (scheme > 0 && scheme < uri.size() && uri[scheme] == ':') {
            uri.remove_prefix(scheme + 1);
            for (int slashes = 0; slashes < 2 && uri.starts_with('/'); ++slashes)
                uri.remove_prefix(1);
        }
        uri = uri.substr(0, uri.find_first_of("/?#"));
        if (const auto at = uri.rfind('@'); at != npos) uri.remove_prefix(at + 1);
        const auto colon = uri.rfind(':');
        if (colon != npos && skip_while(uri, colon + 1, text::is_digit) == uri.size())
            uri = uri.substr(0, colon);
    }
    // What is still encoded is no host.
    for (auto at = uri.find('%'); at != npos && at + 2 < uri.size();
         at = uri.find('%', at + 1)) {
        if (!is_hex(uri[at + 1]) || !is_hex(uri[at + 2])) continue;
        const int code =
            text::hex_value(uri[at + 1]) * 16 + text::hex_value(uri[at + 2]);
        if (code > 0x20 && code < 0x7F) return {};
    }
    const std::string host = ascii_host(uri);
    if (is_ip(host)) return UriDomain{host, host};
    if (!is_host_name(host) || !has_known_tld(host)) return {};
    return UriDomain{registered_domain(host), host};
}

} // namespace chainmail::spam_score
