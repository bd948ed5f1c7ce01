// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A list of networks: trusted_networks and the like.
#ifndef CHAINMAIL_SPAM_SCORE_NETWORKS_H
#define CHAINMAIL_SPAM_SCORE_NETWORKS_H

#include "base/result.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

class Networks {
public:
    /// "192.0.2.0/24", "192.0.2", "10.", "2001:db8::/32", "!192.0.2.1" for an
    /// exception. What an earlier entry contains already is ignored.
    Status add(std::string_view entry);
    void clear() { entries_.clear(); }
    bool empty() const { return entries_.empty(); }

    /// Whether the first entry that contains `ip` is no exception.
    bool contains(std::string_view ip) const;

    /// Takes out what `around` does not contain, exceptions aside, and gives it as it
    /// was written.
    std::vector<std::string> keep_within(const Networks& around);

private:
    struct Entry {
        std::array<unsigned char, 16> address{};
        unsigned length = 128; ///< bits that count
        bool excluded = false;
        std::string written;

        bool contains(const std::array<unsigned char, 16>& other) const;
    };
    bool contains(const Entry& entry) const;
    static bool is_within(const Entry& entry, const Entry& around);

    std::vector<Entry> entries_;
};

} // namespace chainmail::spam_score

#endif
