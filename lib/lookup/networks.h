// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Tables of IP addresses and networks: @mynetworks, @inet_acl and their like, as
// amavisd reads them. Addresses of both families are 128 bits, IPv4 as ::ffff:a.b.c.d.
// Pure.
#ifndef CHAINMAIL_LOOKUP_NETWORKS_H
#define CHAINMAIL_LOOKUP_NETWORKS_H

#include "base/result.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::lookup {

using IpAddress = std::array<std::uint8_t, 16>;

struct Network {
    IpAddress address{};
    unsigned bits = 128;
};

/// "a.b.c.d", "x:x::x", "::ffff:a.b.c.d"; brackets, "IPv6:" before and "%zone" behind
/// are dropped. An error says what is wrong with it.
Result<IpAddress> parse_address(std::string_view text);

/// An address, or "ADDRESS/n", for IPv4 also "a.b.c.d/m.m.m.m" and, with either, less
/// than four numbers: "10/8".
Result<Network> parse_network(std::string_view text);

/// A list in which the first network that holds the address answers.
class Networks {
public:
    /// Elements with an odd number of "!" before them answer no. The error names the
    /// element.
    static Result<Networks> parse(const std::vector<std::string>& elements);

    /// Nothing when no network holds the address. What is no address is only in a
    /// network of 0 bits: "::/0" is everything, "0/0" all of IPv4.
    std::optional<bool> ask(std::string_view address) const;

private:
    struct Element {
        Network network;
        bool answer = true;
    };
    std::vector<Element> elements_;
};

/// The keys under which a hash is asked: "a.b.c.d", "a.b.c", "a.b", "a" for IPv4, then
/// for both families the eight groups of four hexadecimal digits. The first key with a
/// defined value answers. Empty for what is no address.
std::vector<std::string> network_keys(std::string_view address);

} // namespace chainmail::lookup

#endif
