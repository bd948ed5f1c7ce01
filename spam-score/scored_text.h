// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The message as rules get to see it: with what only the envelope knows, and cut to a
// size that can be looked at.
#ifndef CHAINMAIL_SPAM_SCORE_SCORED_TEXT_H
#define CHAINMAIL_SPAM_SCORE_SCORED_TEXT_H

#include "wire/envelope.h"

#include <string>
#include <string_view>

namespace chainmail::spam_score {

/// Bytes of a header that are looked at.
constexpr std::size_t header_limit = 64U << 10U;

/// Return-Path and X-Envelope-To fields made from the envelope, then `message` with at
/// most header_limit bytes of header and `body_limit` of body (0: all).
std::string text_to_score(const wire::Envelope& envelope,
                          std::string_view message,
                          std::size_t body_limit);

} // namespace chainmail::spam_score

#endif
