// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Patterns written with named pieces: "<V><I><A>" stands for all ways to write "via".
#ifndef CHAINMAIL_SPAM_SCORE_REPLACE_TAGS_H
#define CHAINMAIL_SPAM_SCORE_REPLACE_TAGS_H

#include "settings.h"

#include <string>
#include <string_view>

namespace chainmail::spam_score {

/// The pattern with its tags written out.
std::string expand_tags(std::string_view pattern, const ReplaceTags& tags);

/// The same expression with each tag defined once and called by name (PCRE2's
/// subroutines): for patterns that written out are too large for the library.
std::string factor_tags(std::string_view pattern, const ReplaceTags& tags);

} // namespace chainmail::spam_score

#endif
