// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A regular expression as a rule file spells it: /RE/FLAGS or m{RE}FLAGS. Pure.
#ifndef CHAINMAIL_SPAM_SCORE_PERL_PATTERN_H
#define CHAINMAIL_SPAM_SCORE_PERL_PATTERN_H

#include "base/result.h"

#include <string>
#include <string_view>

namespace chainmail::spam_score {

/// Takes the delimiters off and puts the flags in front: `/a b/xi` becomes `(?xi)a b`.
/// Refuses what SpamAssassin refuses: no delimiters, one inside without a backslash,
/// code blocks.
Result<std::string> strip_delimiters(std::string_view literal);

} // namespace chainmail::spam_score

#endif
