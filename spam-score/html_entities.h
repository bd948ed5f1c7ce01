// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Character references of HTML: &euro; &#8364; &#x20AC;
#ifndef CHAINMAIL_SPAM_SCORE_HTML_ENTITIES_H
#define CHAINMAIL_SPAM_SCORE_HTML_ENTITIES_H

#include "characters.h"

#include <string_view>

namespace chainmail::spam_score {

/// In text a known name counts even with letters behind it ("&copy2"), in an attribute
/// it does not ("?a=1&copy2=3").
enum class EntityStyle { text, attribute };

/// `text` is UTF-8 and `wide` what it was before (characters.h); the result is wide
/// when a reference names a character above U+00FF. What is no reference stays as it
/// is.
Characters decode_entities(std::string_view text, bool wide, EntityStyle style);

} // namespace chainmail::spam_score

#endif
