// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The entries of the log in a form of the site's own: $log_templ, in the language of
// README.customize of the amavisd-new package. Pure.
#ifndef CHAINMAIL_SMTP_OUT_LOG_FORM_H
#define CHAINMAIL_SMTP_OUT_LOG_FORM_H

#include "base/result.h"
#include "notice/mail_macros.h"
#include "outcome/log_line.h"

#include <string>
#include <vector>

namespace chainmail::smtp_out {

/// What the entries tell of; not owned. `mail` has the facts of notices.
struct LogStory {
    const outcome::LogFacts& facts;
    const std::vector<outcome::LogRecipient>& recipients;
    const notice::MailFacts& mail;
    std::string reached;  ///< of "1", "2", "k": levels that somebody's score reaches
    std::string required; ///< the lowest tag2 level, or "-"
};

/// One entry for each line that is not empty. An error when `form` reaches a limit.
Result<std::vector<std::string>> formed_lines(const std::string& form,
                                              const LogStory& story);

} // namespace chainmail::smtp_out

#endif
