// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The expressions of rules are Perl's, as all of lib/pattern.
#ifndef CHAINMAIL_SPAM_SCORE_REGEX_H
#define CHAINMAIL_SPAM_SCORE_REGEX_H

#include "pattern/regex.h"

namespace chainmail::spam_score {

using pattern::MatchScratch;
using pattern::Regex;
using pattern::Span;

} // namespace chainmail::spam_score

#endif
