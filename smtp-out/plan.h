// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What policy decided, taken from the record and checked: smtp-out acts on nothing that
// is only half said. Pure.
#ifndef CHAINMAIL_SMTP_OUT_PLAN_H
#define CHAINMAIL_SMTP_OUT_PLAN_H

#include "base/result.h"
#include "header_edit.h"
#include "notice/mail_macros.h"
#include "outcome/log_line.h"
#include "outcome/outcome.h"
#include "wire/envelope.h"
#include "wire/record.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace chainmail::smtp_out {

enum class Destiny { none, pass, discard, bounce, reject, tempfail };

struct RecipientPlan {
    Destiny destiny = Destiny::none;
    std::string reply;    ///< what the sender hears; only without `pass`
    std::string to;       ///< the address to deliver to
    std::size_t copy = 0; ///< offset in Plan::copies; only with `pass`
    bool local = false;
    bool tagged = false;  ///< the address, by the category of the mail
    outcome::Words words; ///< before the next hop's own
    /// Why the sender is not told of a failure, or of anything; "" when he is.
    std::string no_failure, nothing;
    bool warn = false;                 ///< the sender is told though it is delivered
    Destiny refused = Destiny::reject; ///< of what the next hop refuses
};

struct Copy {
    std::vector<std::string> via; ///< methods, the next when one cannot be reached
    HeaderEdits edits;
    bool tagged = false;   ///< by the category of the mail
    bool attached = false; ///< to a new message with `notes`, see defang.h
    std::vector<std::string> notes = {};
    std::vector<std::string> alterations = {}; ///< options of altermime, see alter.h
};

/// A copy that is kept, for all places that one method serves.
struct QuarantinePlan {
    std::vector<std::string> via;    ///< "local:NAME", or methods to send it by
    std::vector<std::string> places; ///< names of places, or addresses
    std::string from;                ///< its envelope sender
    std::vector<std::string> fields; ///< on top of the header
    bool quarantined = false, archived = false; ///< what the log calls it
};

/// A mail to somebody that tells of this one.
struct NoticePlan {
    enum class Kind { administrator, recipient, sender };
    Kind kind = Kind::sender;
    std::vector<std::string> via;
    std::string from;            ///< envelope sender
    std::string header_from;     ///< the From field's value
    std::vector<std::string> to; ///< not of Kind::sender: that is the sender
    std::string bcc;             ///< of Kind::sender
    std::string form;            ///< template; "" is our own
    std::string
        refused_form;    ///< for what the next hop refuses, where it is another one
    std::string mail_id; ///< of the notice
};

struct Plan {
    std::vector<RecipientPlan> recipients; ///< in the envelope's order, then `bcc`
    std::string bcc; ///< who gets a copy though not in the envelope; "" is nobody
    /// What a policy bank says of these settings; nothing where it is silent.
    std::optional<bool> passes_dsn, ends_success_dsn;
    std::vector<Copy> copies;
    std::vector<QuarantinePlan> quarantine;
    std::vector<NoticePlan> notices;
    std::optional<NoticePlan> dsn;  ///< for the sender, should it be needed
    notice::MailFacts notice_facts; ///< what the record knows, if there are notices
    outcome::LogFacts log;          ///< all but elapsed_ms
    std::optional<std::string> log_form; ///< $log_templ, where the site has one
    std::vector<std::string> log_tests;  ///< for it: "NAME=SCORE", of all recipients
    std::string log_reached;             ///< the same: of "1", "2", "k"
    std::string log_required = "-";      ///< the same: the lowest tag2 level
};

/// `envelope` was read from the same record. Refused: no `policy.status=ok`, a
/// recipient without a destiny, with a reply that does not fit its destiny, or with
/// destiny pass and no copy; an address or parameter that would not stay one word in a
/// command; a field to insert that would not stay one field.
Result<Plan> read_plan(const wire::Record& record, const wire::Envelope& envelope);

} // namespace chainmail::smtp_out

#endif
