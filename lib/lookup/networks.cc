// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "lookup/networks.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::lookup {

namespace {

using text::cat;

constexpr unsigned mapped_bits = 96;

Error bad(std::string_view what, std::string_view text)
{
    return permanent(cat(what, ": <", text::printable(text, 80), ">"));
}

// One to three digits, at most 255.
std::optional<std::uint8_t> parse_octet(std::string_view s)
{
    if (s.empty() || s.size() > 3) return {};
    const auto number = text::to_number(s);
    if (!number || *number > 255) return {};
    return static_cast<std::uint8_t>(*number);
}

// "a", "a.b", "a.b.c" or "a.b.c.d"; nothing for anything else.
std::optional<std::vector<std::uint8_t>> parse_octets(std::string_view s)
{
    std::vector<std::uint8_t> octets;
    for (const auto field : text::split(s, '.')) {
        const auto octet = parse_octet(field);
        if (!octet || octets.size() == 4) return {};
        octets.push_back(*octet);
    }
    return octets;
}

std::optional<unsigned> parse_bits(std::string_view s, unsigned most)
{
    const auto number = text::to_number(s);
    if (!number || *number > most) return {};
    return static_cast<unsigned>(*number);
}

// "24" or "255.255.255.0", whose ones come first.
std::optional<unsigned> parse_mask4(std::string_view s)
{
    if (s.find('.') == std::string_view::npos) return parse_bits(s, 32);
    const auto octets = parse_octets(s);
    if (!octets || octets->size() != 4) return {};
    std::uint32_t mask = 0;
    for (const auto octet : *octets)
        mask = mask << 8U | octet;
    const std::uint32_t zeros = ~mask;
    if ((zeros & (zeros + 1)) != 0) return {};
    unsigned bits = 0;
    for (; mask != 0; mask <<= 1U)
        ++bits;
    return bits;
}

struct Groups {
    std::array<std::uint16_t, 8> values{};
    std::size_t count = 0;
};

// "x:x:d.d.d.d" without "::"; "" is none. Dotted octets are only read at the end.
std::optional<Groups> parse_groups(std::string_view s)
{
    Groups groups;
    if (s.empty()) return groups;
    const auto fields = text::split(s, ':');
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const auto field = fields[i];
        const auto octets =
            i + 1 == fields.size() && field.find('.') != std::string_view::npos
                ? parse_octets(field)
                : std::nullopt;
        if (octets ? octets->size() != 4 || groups.count > 6 : groups.count > 7)
            return {};
        if (octets) {
            const auto& o = *octets;
            groups.values.at(groups.count++) =
                static_cast<std::uint16_t>(o[0] << 8 | o[1]);
            groups.values.at(groups.count++) =
                static_cast<std::uint16_t>(o[2] << 8 | o[3]);
            continue;
        }
        if (field.empty() || field.size() > 4) return {};
        unsigned value = 0;
        for (const char c : field) {
            if (text::hex_value(c) < 0) return {};
            value = value * 16 + static_cast<unsigned>(text::hex_value(c));
        }
        groups.values.at(groups.count++) = static_cast<std::uint16_t>(value);
    }
    return groups;
}

IpAddress address_of(const Groups& head, const Groups& tail)
{
    IpAddress address{};
    const auto put = [&](std::size_t at, std::uint16_t value) {
        address.at(2 * at) = static_cast<std::uint8_t>(value >> 8U);
        address.at(2 * at + 1) = static_cast<std::uint8_t>(value & 255U);
    };
    for (std::size_t i = 0; i < head.count; ++i)
        put(i, head.values.at(i));
    for (std::size_t i = 0; i < tail.count; ++i)
        put(8 - tail.count + i, tail.values.at(i));
    return address;
}

std::optional<IpAddress> parse_address6(std::string_view s)
{
    const auto gap = s.find("::");
    const auto head = parse_groups(s.substr(0, gap));
    if (!head) return {};
    if (gap == std::string_view::npos)
        return head->count == 8 ? std::optional(address_of(*head, {})) : std::nullopt;
    // An IPv4 tail belongs to the end of the whole, never to the part before "::".
    if (s.substr(0, gap).find('.') != std::string_view::npos) return {};
    const auto tail = parse_groups(s.substr(gap + 2));
    if (!tail || head->count + tail->count > 7) return {};
    return address_of(*head, *tail);
}

IpAddress mapped(const std::vector<std::uint8_t>& octets)
{
    IpAddress address{};
    address[10] = address[11] = 255;
    std::copy(octets.begin(), octets.end(), address.begin() + 12);
    return address;
}

bool is_zone_byte(char c)
{
    return text::is_alnum(c) || c == '.' || c == '_' || c == '~' || c == '-';
}

// Without brackets and zone; what is dropped has no part in comparisons.
std::string_view bare(std::string_view s)
{
    if (s.size() > 1 && s.front() == '[' && s.back() == ']')
        s = s.substr(1, s.size() - 2);
    const auto percent = s.rfind('%');
    if (percent == std::string_view::npos) return s;
    const auto zone = s.substr(percent + 1);
    return std::all_of(zone.begin(), zone.end(), is_zone_byte) ? s.substr(0, percent)
                                                               : s;
}

Result<Network> parse(std::string_view given, bool allow_mask)
{
    const auto whole = text::trim(given);
    const auto slash = allow_mask ? whole.find('/') : std::string_view::npos;
    const bool masked = slash != std::string_view::npos;
    const auto mask = masked ? whole.substr(slash + 1) : std::string_view();
    auto address = bare(whole.substr(0, slash));
    const bool prefixed = text::starts_with_ignore_case(address, "IPv6:");
    if (prefixed) address.remove_prefix(5);

    if (const auto octets = prefixed ? std::nullopt : parse_octets(address)) {
        if (!masked && octets->size() != 4)
            return bad("an IPv4 address has four numbers", given);
        const auto bits = masked ? parse_mask4(mask) : 32;
        if (!bits) return bad("not a mask of an IPv4 network", given);
        return Network{mapped(*octets), mapped_bits + *bits};
    }
    const auto long_address = parse_address6(address);
    if (!long_address) return bad("not an IP address", given);
    const auto bits = masked ? parse_bits(mask, 128) : 128;
    if (!bits || mask.size() > 3) return bad("not a length of an IPv6 prefix", given);
    return Network{*long_address, *bits};
}

bool holds(const Network& network, const IpAddress& address)
{
    const auto whole = network.bits / 8;
    if (!std::equal(address.begin(), address.begin() + whole, network.address.begin()))
        return false;
    if (network.bits % 8 == 0) return true;
    const unsigned differing = address.at(whole) ^ network.address.at(whole);
    return differing >> (8 - network.bits % 8) == 0;
}

} // namespace

Result<IpAddress> parse_address(std::string_view text)
{
    const auto network = parse(text, false);
    if (!network) return network.error();
    return network->address;
}

Result<Network> parse_network(std::string_view text)
{
    return parse(text, true);
}

Result<Networks> Networks::parse(const std::vector<std::string>& elements)
{
    Networks networks;
    for (const auto& element : elements) {
        const auto marks = std::min(element.find_first_not_of('!'), element.size());
        const auto network = parse_network(std::string_view(element).substr(marks));
        if (!network) return network.error();
        networks.elements_.push_back({*network, marks % 2 == 0});
    }
    return networks;
}

std::optional<bool> Networks::ask(std::string_view address) const
{
    const auto parsed = parse_address(address);
    for (const auto& element : elements_)
        if (element.network.bits == 0 || (parsed && holds(element.network, *parsed)))
            return element.answer;
    return {};
}

std::vector<std::string> network_keys(std::string_view address)
{
    const auto parsed = parse_address(address);
    if (!parsed) return {};
    const auto& bytes = *parsed;
    std::vector<std::string> keys;
    if (holds({mapped({0, 0, 0, 0}), mapped_bits}, bytes)) {
        auto dotted = cat(bytes[12], ".", bytes[13], ".", bytes[14], ".", bytes[15]);
        for (;;) {
            keys.push_back(dotted);
            const auto dot = dotted.rfind('.');
            if (dot == std::string::npos) break;
            dotted.resize(dot);
        }
    }
    constexpr std::string_view digits = "0123456789abcdef";
    std::string groups;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i != 0 && i % 2 == 0) groups += ':';
        groups += digits[bytes.at(i) >> 4U];
        groups += digits[bytes.at(i) & 15U];
    }
    keys.push_back(std::move(groups));
    return keys;
}

} // namespace chainmail::lookup
