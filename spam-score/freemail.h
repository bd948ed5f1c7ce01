// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Addresses at providers that give them to everybody, in headers and in running text.
#ifndef CHAINMAIL_SPAM_SCORE_FREEMAIL_H
#define CHAINMAIL_SPAM_SCORE_FREEMAIL_H

#include "settings.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

/// `address` in lower case.
bool is_freemail(std::string_view address, const FreemailSettings& settings);

/// Senders of lists, bounces and "noreply".
bool looks_like_bulk(std::string_view envelope_from);

struct FoundAddress {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// The first mail address in `text` at or behind `from`. `not_behind_mailto`: one that
/// stands directly behind "mailto:" begins at its next dot instead.
std::optional<FoundAddress> find_address(std::string_view text,
                                         std::size_t from,
                                         bool not_behind_mailto,
                                         const Registry& registry);

/// The paragraph without what quotes somebody: web addresses that hold an "@", and mail
/// addresses in angle brackets or in front of "wrote:"; a blank stands for each.
std::string without_quoted_addresses(std::string_view paragraph,
                                     const Registry& registry);

} // namespace chainmail::spam_score

#endif
