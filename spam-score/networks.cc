// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "networks.h"

#include "domains.h"
#include "scan.h"

#include <algorithm>
#include <cstring>

namespace chainmail::spam_score {

namespace {

// "10" or "10.1." with the missing octets as zeros, and the bits that were given.
std::string full_ipv4(std::string_view s, unsigned& bits)
{
    if (s.ends_with('.')) s.remove_suffix(1);
    std::string out(s);
    auto octets = static_cast<unsigned>(std::count(s.begin(), s.end(), '.')) + 1;
    bits = std::min(octets, 4U) * 8;
    for (; octets < 4; ++octets)
        out += ".0";
    return out;
}

} // namespace

bool Networks::Entry::contains(const std::array<unsigned char, 16>& other) const
{
    const unsigned whole = length / 8;
    if (std::memcmp(address.data(), other.data(), whole) != 0) return false;
    const unsigned rest = length % 8;
    if (rest == 0) return true;
    const auto mask = static_cast<unsigned char>(0xFF00U >> rest);
    return (address[whole] & mask) == (other[whole] & mask);
}

Status Networks::add(std::string_view given)
{
    Entry entry;
    auto s = text::trim(given);
    if (s.starts_with('!')) {
        entry.excluded = true;
        s = text::trim(s.substr(1));
    }
    const auto slash = s.find('/');
    const auto mask = slash == npos ? std::string_view{} : s.substr(slash + 1);
    s = s.substr(0, slash);
    if (s.starts_with('[') && s.ends_with(']')) s = s.substr(1, s.size() - 2);
    s = s.substr(0, s.find('%'));
    const bool v4 = !s.empty() && s.find_first_not_of("0123456789.") == npos;
    unsigned bits = 128;
    const std::string full = v4 ? full_ipv4(s, bits) : std::string(s);
    const auto address = ip_bytes(full);
    const auto wanted = text::to_number(mask);
    if (!address || (!mask.empty() && (!wanted || *wanted > (v4 ? 32U : 128U))))
        return permanent(text::cat("not a network: ", given));
    if (wanted) bits = static_cast<unsigned>(*wanted);
    entry.address = *address;
    entry.length = v4 ? bits + 96 : bits;
    entry.written = given;
    const bool known =
        std::any_of(entries_.begin(), entries_.end(), [&](const Entry& other) {
            return is_within(entry, other);
        });
    if (!known) entries_.push_back(std::move(entry));
    return {};
}

bool Networks::is_within(const Entry& entry, const Entry& around)
{
    return around.length <= entry.length && around.contains(entry.address);
}

bool Networks::contains(const Entry& entry) const
{
    const auto at = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) {
        return is_within(entry, e);
    });
    return at != entries_.end() && !at->excluded;
}

std::vector<std::string> Networks::keep_within(const Networks& around)
{
    std::vector<std::string> removed;
    std::erase_if(entries_, [&](const Entry& entry) {
        if (entry.excluded || around.contains(entry)) return false;
        removed.push_back(entry.written);
        return true;
    });
    return removed;
}

bool Networks::contains(std::string_view ip) const
{
    const auto address = ip_bytes(ip);
    if (!address) return false;
    const auto at = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) {
        return e.contains(*address);
    });
    return at != entries_.end() && !at->excluded;
}

} // namespace chainmail::spam_score
