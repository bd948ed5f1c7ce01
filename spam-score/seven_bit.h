// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Charsets of 7 bits that shift between character sets (RFC 1468, RFC 1557), as the
// 8-bit ones of the same characters.
#ifndef CHAINMAIL_SPAM_SCORE_SEVEN_BIT_H
#define CHAINMAIL_SPAM_SCORE_SEVEN_BIT_H

#include <string>
#include <string_view>

namespace chainmail::spam_score {

/// ISO-2022-JP as EUC-JP. It ends before the first byte of 8 bits and before an escape
/// that means nothing.
std::string euc_of_jis(std::string_view bytes);

/// ISO-2022-KR as EUC-KR. It ends before an escape that means nothing.
std::string euc_of_korean(std::string_view bytes);

} // namespace chainmail::spam_score

#endif
