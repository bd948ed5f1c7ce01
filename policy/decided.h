// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What was decided, as lines of the record: policy(8), ATTRIBUTES.
#ifndef CHAINMAIL_POLICY_DECIDED_H
#define CHAINMAIL_POLICY_DECIDED_H

#include "copies.h"
#include "decide.h"
#include "header_facts.h"
#include "mail_id.h"
#include "message_rules.h"
#include "wire/record.h"
#include "words.h"

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::policy {

struct Decided {
    MailId mail_id;
    HeaderFacts header;
    const MessageRules* rules = nullptr; ///< not owned
    Decision decision;
    Copies copies;
};

void write_decided(const Decided& decided,
                   const Facts& facts,
                   Words& words,
                   wire::Builder& to);

} // namespace chainmail::policy

#endif
