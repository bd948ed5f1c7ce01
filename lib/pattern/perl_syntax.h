// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Perl's regular expressions (perlre(1)) in PCRE2's spelling (pcre2pattern(3)). Pure.
#ifndef CHAINMAIL_PATTERN_PERL_SYNTAX_H
#define CHAINMAIL_PATTERN_PERL_SYNTAX_H

#include <string>
#include <string_view>

namespace chainmail::pattern {

/// The same expression for PCRE2 10.42 in byte mode: the flags that only choose a
/// character set (a d l u p) go, as every pattern is matched with ASCII classes, and
/// the quantifiers new in Perl 5.34 ({,n}, blanks in braces) get their older form.
std::string to_pcre(std::string_view pattern);

} // namespace chainmail::pattern

#endif
