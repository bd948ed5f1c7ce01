// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "header_facts.h"

#include "base/text.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstring>
#include <optional>
#include <span>
#include <vector>

namespace chainmail::policy {

namespace {

using Bytes = std::array<unsigned char, 16>;

/// IPv4 is kept as ::ffff:a.b.c.d, so that there is one kind of address.
std::optional<Bytes> parse_address(const std::string& text)
{
    Bytes bytes{};
    if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return bytes;
    bytes[10] = bytes[11] = 0xFF;
    if (::inet_pton(AF_INET, text.c_str(), bytes.data() + 12) == 1) return bytes;
    return {};
}

bool is_ipv4(const Bytes& bytes)
{
    constexpr Bytes mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    return std::equal(bytes.begin(), bytes.begin() + 12, mapped.begin());
}

std::string print_address(const Bytes& bytes)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (is_ipv4(bytes))
        ::inet_ntop(AF_INET, bytes.data() + 12, text.data(), text.size());
    else
        ::inet_ntop(AF_INET6, bytes.data(), text.data(), text.size());
    return text.data();
}

struct Range {
    const char* first;
    unsigned bits;
};

// RFC 6890 and RFC 4291, the ranges no mail comes from over the Internet.
constexpr Range not_public[] = {{"0.0.0.0", 8},
                                {"10.0.0.0", 8},
                                {"100.64.0.0", 10},
                                {"127.0.0.0", 8},
                                {"169.254.0.0", 16},
                                {"172.16.0.0", 12},
                                {"192.168.0.0", 16},
                                {"224.0.0.0", 3},
                                {"::", 128},
                                {"::1", 128},
                                {"fc00::", 7},
                                {"fe80::", 10},
                                {"fec0::", 10},
                                {"ff00::", 8}};

bool lies_in(const Bytes& bytes, const Range& range)
{
    const auto first = *parse_address(range.first);
    if (is_ipv4(first) != is_ipv4(bytes)) return false;
    const unsigned bits = range.bits + (is_ipv4(first) ? 96 : 0);
    const unsigned whole = bits / 8;
    if (!std::equal(bytes.begin(), bytes.begin() + whole, first.begin())) return false;
    if (bits % 8 == 0) return true;
    return ((bytes[whole] ^ first[whole]) >> (8 - bits % 8)) == 0;
}

// An address at the start of `text`: "192.0.2.1] ..." or "IPv6:2001:db8::1)".
std::optional<Bytes> leading_address(std::string_view text)
{
    constexpr std::string_view tag = "IPv6:";
    if (text::starts_with_ignore_case(text, tag)) text.remove_prefix(tag.size());
    const auto end = text.find_first_not_of("0123456789abcdefABCDEF.:");
    auto word = text.substr(0, end);
    if (word.size() > INET6_ADDRSTRLEN) return {};
    if (auto found = parse_address(std::string(word))) return found;
    // "192.0.2.1:4711"
    if (word.find('.') == word.npos) return {};
    return parse_address(std::string(word.substr(0, word.find(':'))));
}

std::string_view from_part(std::string_view value)
{
    if (!text::starts_with_ignore_case(value, "from ")) return {};
    return value.substr(0, value.find(" by "));
}

std::string first_id(const mail::Header& header, std::string_view name)
{
    const auto* field = mail::find(header, name);
    if (field == nullptr) return "";
    const auto value = mail::unfold(field->value);
    const auto begin = value.find('<');
    const auto end = value.find('>', begin == value.npos ? 0 : begin);
    constexpr std::size_t longest = 1000;
    if (begin == value.npos || end == value.npos) return value.substr(0, longest);
    return value.substr(begin, std::min(end + 1 - begin, longest));
}

} // namespace

HeaderFacts read_header(const mail::Header& header,
                        std::span<const std::string> last_hops)
{
    HeaderFacts facts;
    facts.message_id = first_id(header, "Message-ID");
    facts.resent_message_id = first_id(header, "Resent-Message-ID");
    const auto trace = mail::find_all(header, "Received");
    for (auto field = trace.rbegin(); field != trace.rend(); ++field) {
        auto address = client_address((*field)->value);
        if (!is_public(address)) continue;
        facts.public_addr = std::move(address);
        return facts;
    }
    const auto hop = std::find_if(last_hops.rbegin(), last_hops.rend(), is_public);
    if (hop != last_hops.rend()) facts.public_addr = *hop;
    return facts;
}

std::string client_address(std::string_view value)
{
    const auto line = mail::unfold(value);
    const auto part = from_part(line);
    for (auto at = part.find_first_of("[("); at != part.npos;
         at = part.find_first_of("[(", at + 1))
        if (const auto found = leading_address(part.substr(at + 1)))
            return print_address(*found);
    return "";
}

bool is_public(const std::string& address)
{
    const auto bytes = parse_address(address);
    return bytes && std::ranges::none_of(not_public, [&](const Range& range) {
               return lies_in(*bytes, range);
           });
}

} // namespace chainmail::policy
