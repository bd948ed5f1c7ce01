// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A date as mail has it, right or wrong (RFC 5322 3.3 and what clients made of it).
#ifndef CHAINMAIL_SPAM_SCORE_MAIL_DATE_H
#define CHAINMAIL_SPAM_SCORE_MAIL_DATE_H

#include <cstdint>
#include <optional>
#include <string_view>

namespace chainmail::spam_score {

/// The first date anywhere in `text` as unix seconds. What is out of range is bent to
/// the next possible date, from 1970 to 2037; without a zone it is UTC.
std::optional<std::int64_t> parse_date(std::string_view text);

} // namespace chainmail::spam_score

#endif
