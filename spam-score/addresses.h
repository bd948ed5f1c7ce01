// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The addresses and names of a From, To or Cc as SpamAssassin's rules see them (:addr
// and :name). lib/mail finds what a client would show; this one gives a result for
// every element of the list, broken ones included, since rules count them.
#ifndef CHAINMAIL_SPAM_SCORE_ADDRESSES_H
#define CHAINMAIL_SPAM_SCORE_ADDRESSES_H

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

struct NamedAddress {
    std::optional<std::string> name;    ///< display name with the blanks behind it,
                                        ///< else comment; not decoded
    std::optional<std::string> address; ///< "user@example.com"; none where broken
};

/// `value` is a field's raw value. At most 10,000 results.
std::vector<NamedAddress> parse_addresses(std::string_view value);

} // namespace chainmail::spam_score

#endif
