// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#ifndef CHAINMAIL_SPAM_SCORE_MIME_HEADER_RULE_H
#define CHAINMAIL_SPAM_SCORE_MIME_HEADER_RULE_H

#include "message.h"
#include "rule_set.h"

namespace chainmail::spam_score {

/// How often a mimeheader rule hits: its pattern is tried on a header of every part,
/// containers included, until one part matches. Negated, it hits when none does.
/// `matched` becomes the text that matched.
std::size_t match_mime_header(const MimeHeaderRule& rule,
                              const Rule& about,
                              const Message& message,
                              MatchScratch& scratch,
                              std::string& matched);

} // namespace chainmail::spam_score

#endif
