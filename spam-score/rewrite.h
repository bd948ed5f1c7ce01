// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A mail with the verdict written into it, as spamassassin(1p) prints it.
#ifndef CHAINMAIL_SPAM_SCORE_REWRITE_H
#define CHAINMAIL_SPAM_SCORE_REWRITE_H

#include "mail_tags.h"

#include <string>
#include <string_view>

namespace chainmail::spam_score {

/// Ham, and spam with report_safe 0: the mail with fields added and old X-Spam-* fields
/// gone. Other spam: a new mail with the report, and the mail attached unchanged.
/// `unique` is put into the boundary.
std::string rewritten_mail(const RuleSet& rules,
                           const Message& message,
                           const MailTags& tags,
                           const MarkupContext& context,
                           std::string_view unique);

} // namespace chainmail::spam_score

#endif
