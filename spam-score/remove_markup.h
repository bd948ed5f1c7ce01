// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A mail as it was before rewrite.h, or before SpamAssassin, which writes the same.
#ifndef CHAINMAIL_SPAM_SCORE_REMOVE_MARKUP_H
#define CHAINMAIL_SPAM_SCORE_REMOVE_MARKUP_H

#include "markup_settings.h"
#include "message.h"

#include <string>

namespace chainmail::spam_score {

/// The attached original where there is one, else without X-Spam-* fields and with the
/// fields that X-Spam-Prev-* kept.
std::string without_markup(const Message& message, const MarkupSettings& markup);

} // namespace chainmail::spam_score

#endif
