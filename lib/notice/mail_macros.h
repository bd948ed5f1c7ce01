// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The macros that tell of a mail: README.customize of the amavisd-new package. Pure.
#ifndef CHAINMAIL_NOTICE_MAIL_MACROS_H
#define CHAINMAIL_NOTICE_MAIL_MACROS_H

#include "notice/template.h"
#include "wire/envelope.h"

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::notice {

/// A contents category as amavisd numbers it.
struct Category {
    int major = 1;
    int minor = 0;
    bool operator==(const Category&) const = default;
};

struct MailFacts {
    const wire::Envelope* envelope = nullptr; ///< not owned, never null
    std::string_view header;                  ///< the mail's own
    std::string host_name;                    ///< $myhostname
    std::string mail_id, secret_id, bank;
    bool originating = false;
    Category main;     ///< the most important one
    Category blocking; ///< for which it is blocked; `main` when it is not
    bool is_blocked = false;
    List viruses, scanners, scanner_output;
    std::string banned; ///< the reason in short
    List header_faults;
    std::string score; ///< as the log has it
    List tests;        ///< "NAME=SCORE"
    std::string autolearn;
    List quarantine;                ///< where it is kept, as the log shows it
    List delivered;                 ///< "<a@b>"
    List failed;                    ///< the same
    List reports;                   ///< "<a@b>:\n   REPLY", for each of `failed`
    bool asked_for_success = false; ///< a NOTIFY=SUCCESS
};

/// What is of one notice only.
struct NoticeFacts {
    std::string from; ///< the whole From field's value
    List to;          ///< "<a@b>"
    std::string date; ///< RFC 5322
};

Macros mail_macros(const MailFacts& mail, const NoticeFacts& notice);

/// "Spam", "BadHdr8bit".
std::string_view name_of(const Category& category);

} // namespace chainmail::notice

#endif
