// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A regular expression as a rule file spells it, /RE/FLAGS or m{RE}FLAGS, and the same
// in PCRE2's spelling. Pure text work; regex.h compiles it.
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

/// The same expression for PCRE2 10.42 in byte mode: the flags that only choose a
/// character set (a d l u p) go, as every pattern is matched with ASCII classes, and
/// the quantifiers new in Perl 5.34 ({,n}, blanks in braces) get their older form.
std::string to_pcre(std::string_view pattern);

} // namespace chainmail::spam_score

#endif
