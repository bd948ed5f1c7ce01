// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// spam-score in place of spamassassin(1p): mails in, mails with the verdict out.
#ifndef CHAINMAIL_SPAM_SCORE_FILTER_H
#define CHAINMAIL_SPAM_SCORE_FILTER_H

#include "engine.h"
#include "hand_options.h"

namespace chainmail::spam_score {

/// Rewrites the mails of `options`, or takes the markup out, onto descriptor 1. Gives
/// the exit status.
Result<int> filter_mails(const RuleSet& rules, const HandOptions& options);

} // namespace chainmail::spam_score

#endif
