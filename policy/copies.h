// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What goes to those who get the mail: recipients with the same header share a copy.
#ifndef CHAINMAIL_POLICY_COPIES_H
#define CHAINMAIL_POLICY_COPIES_H

#include "decide.h"
#include "disclaimer.h"
#include "mail/field.h"
#include "mail_id.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace chainmail::policy {

/// A field of the header that came in, changed or, with an empty `field`, left out.
struct Replacement {
    std::string name;
    std::size_t number = 1; ///< among those of this name
    std::string field;      ///< whole
    bool operator==(const Replacement&) const = default;
};

struct Copy {
    std::vector<std::string> via;      ///< delivery methods, tried in this order
    std::vector<std::string> removed;  ///< names of fields
    std::vector<Replacement> replaced; ///< of others
    std::vector<std::string> inserted; ///< whole fields, top to bottom
    bool tagged = false;               ///< changed because of the category of the mail
    bool is_changed = false;           ///< its body, or so it is said
    bool is_wrapped = false; ///< the mail is attached to a new one that warns of it
    std::vector<std::string> explanation = {}; ///< lines of the warning
    std::vector<std::string> alterations = {}; ///< see alter_options.h
    /// What was found for its recipients, also where no field tells of it: like
    /// amavisd, only those of one kind share a copy.
    std::string kind = {};
    bool operator==(const Copy&) const = default;
};

/// What copies are made of beside what was decided; not owned.
struct Occasion {
    const Facts& facts;
    const Configuration& configuration;
    const mail::Header& header; ///< of the mail as it came in
    MailId mail_id;
    std::string id;
    std::uint64_t time_ms = 0;
    bool smtputf8 = false;
    std::string received;        ///< our own field
    bool is_quarantined = false; ///< for anybody
    Disclaimer disclaimer = {};
};

/// What recipients with this verdict get.
Copy make_copy(const Occasion& occasion,
               const Decision& decision,
               const Recipient& recipient,
               const Verdict& verdict);

/// What %always_bcc_by_ccat says of the message; "" is nobody.
std::string extra_address(const Configuration& configuration, const Decision& decision);

/// Somebody who is not in the envelope: %always_bcc_by_ccat.
struct Extra {
    Recipient recipient;
    std::size_t number = 0; ///< of the copy, counted from 1
};

struct Copies {
    std::vector<Copy> copies;
    std::vector<std::size_t> numbers;   ///< by recipient: counted from 1, 0 is none
    std::vector<std::string> addresses; ///< by recipient: where to, "" as it was
    std::optional<Extra> extra;
};

/// Copies in the order of their first recipients; none for those who do not get it. A
/// delivery method that is none is a permanent error.
Result<Copies> make_copies(const Occasion& occasion,
                           const Decision& decision,
                           const std::vector<Recipient>& recipients);

} // namespace chainmail::policy

#endif
