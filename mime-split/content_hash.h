// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Tells whether content was met before, without keeping it.
#ifndef CHAINMAIL_MIME_SPLIT_CONTENT_HASH_H
#define CHAINMAIL_MIME_SPLIT_CONTENT_HASH_H

#include <array>
#include <compare>
#include <cstdint>
#include <string_view>

namespace chainmail::mime_split {

struct Digest {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    auto operator<=>(const Digest&) const = default;
};

/// SipHash-2-4 with 128 bits of output (Aumasson and Bernstein, 2012) under a secret
/// key: nobody can make content that is left out because it looks like some other.
class ContentHash {
public:
    /// A key from the system.
    ContentHash();
    explicit ContentHash(const std::array<std::uint64_t, 2>& key) : key_(key) {}

    Digest of(std::string_view content) const;

private:
    std::array<std::uint64_t, 2> key_{};
};

} // namespace chainmail::mime_split

#endif
