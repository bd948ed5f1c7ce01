// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What replies say of a mail behind their code: %smtp_reason_by_ccat. Pure.
#ifndef CHAINMAIL_POLICY_WORDS_H
#define CHAINMAIL_POLICY_WORDS_H

#include "mail_id.h"
#include "message_rules.h"
#include "notice/mail_macros.h"
#include "wire/envelope.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace chainmail::policy {

/// What can be told; not owned.
struct Story {
    const wire::Envelope& envelope;
    std::string_view header; ///< the mail's own, as it is
    const Facts& facts;
    const MailId& mail_id;
    const MessageRules& rules;
    const Decision& decision;
};

class Words {
public:
    explicit Words(const Story& story) : story_(story) {}

    /// "id=ID - spam", one line of at most 453 bytes; "" where the site wants none.
    /// `part` is what is banned for this recipient.
    std::string
    about(const Category& blocking, const Subject& recipient, const std::string& part);

private:
    std::string expand(std::string_view form,
                       const Category& blocking,
                       const std::string& part) const;

    Story story_;
    /// By template and what is banned: most recipients hear the same.
    std::map<std::pair<std::string, std::string>, std::string> known_;
};

} // namespace chainmail::policy

#endif
