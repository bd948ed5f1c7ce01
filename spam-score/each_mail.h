// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The mails that a run by hand is about.
#ifndef CHAINMAIL_SPAM_SCORE_EACH_MAIL_H
#define CHAINMAIL_SPAM_SCORE_EACH_MAIL_H

#include "base/result.h"

#include <functional>
#include <string>
#include <vector>

namespace chainmail::spam_score {

/// Hands `take` each file's name, as given, and its text, one after the other; "-" is
/// descriptor 0, and so is no file at all. Ends at the first error.
Status each_mail(std::vector<std::string> files,
                 const std::function<Status(const std::string& name,
                                            const std::string& text)>& take);

} // namespace chainmail::spam_score

#endif
