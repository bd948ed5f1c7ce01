// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Which charsets are usual where: `ok_locales` of Mail::SpamAssassin::Conf(3pm).
#ifndef CHAINMAIL_SPAM_SCORE_LOCALES_H
#define CHAINMAIL_SPAM_SCORE_LOCALES_H

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

/// The places whose mail is welcome, "ja" or "zh_TW". Empty: every place.
using Locales = std::vector<std::string>;

/// Of a setting's value, with the one of the environment ($LC_ALL, $LANGUAGE,
/// $LC_MESSAGES or $LANG); empty for "all".
Locales read_locales(std::string_view value);

/// Whether mail in `charset` comes from none of them. Western ones and Unicode are
/// used everywhere.
bool is_faraway(std::string_view charset, const Locales& locales);

} // namespace chainmail::spam_score

#endif
