// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Host names, registered domains and IP addresses. Which top and second level domains
// exist is said by the rule files (util_rb_tld and its kin).
#ifndef CHAINMAIL_SPAM_SCORE_DOMAINS_H
#define CHAINMAIL_SPAM_SCORE_DOMAINS_H

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

namespace chainmail::spam_score {

/// At least two labels of letters, digits, "-" and "_" within DNS' sizes; "_" only from
/// the third label from the right on; dots at the end do not matter.
bool is_host_name(std::string_view host);

/// Numbers 0 to 255 without leading zeros, and nothing else.
bool is_ipv4(std::string_view s);
/// RFC 4291 2.2, all three forms, perhaps with "IPv6:" in front.
bool is_ipv6(std::string_view s);
inline bool is_ip(std::string_view s)
{
    return is_ipv4(s) || is_ipv6(s);
}
/// Addresses that nobody outside can have: RFC 1918, loopback, link local, CGN.
bool is_private_ip(std::string_view ip);

/// An address as 16 bytes, IPv4 as ::ffff:0:0/96 (RFC 4291 2.5.5.2).
std::optional<std::array<unsigned char, 16>> ip_bytes(std::string_view ip);

/// An IPv4 or IPv6 address in running text, at or behind `from`; nothing when there is
/// none. `begin` is set to where it stands.
std::optional<std::string_view>
find_ip(std::string_view s, std::size_t from = 0, std::size_t* begin = nullptr);

class Registry {
public:
    void add_tld(std::string_view tld);
    void add_second_level(std::string_view domain);
    void add_third_level(std::string_view domain);
    void clear();

    bool is_tld(std::string_view label) const; ///< case ignored
    bool has_known_tld(std::string_view host) const;

    /// "www.example.co.uk" -> "example.co.uk"; lower case.
    std::string registered_domain(std::string_view host) const;

    struct UriDomain {
        std::string domain; ///< for an IP address the address itself
        std::string host;
    };
    /// The host of a URI or of a mail address and its domain, where they are valid.
    std::optional<UriDomain> domain_of_uri(std::string_view uri) const;

private:
    bool is_suffix(std::string_view domain, std::size_t labels) const;

    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view s) const
        {
            return std::hash<std::string_view>{}(s);
        }
    };
    using Set = std::unordered_set<std::string, Hash, std::equal_to<>>;
    Set tlds_;
    Set second_level_;
    Set third_level_;
};

} // namespace chainmail::spam_score

#endif
