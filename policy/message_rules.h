// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A message meets the configuration: which banks are loaded, what the database says,
// and what follows for each recipient.
#ifndef CHAINMAIL_POLICY_MESSAGE_RULES_H
#define CHAINMAIL_POLICY_MESSAGE_RULES_H

#include "banks.h"
#include "decide.h"
#include "facts.h"
#include "lookup/client.h"

#include <functional>

namespace chainmail::policy {

/// What of an envelope and a header decides.
struct Parties {
    std::string interface;            ///< as in chainmail-record(5)
    std::string client;               ///< address of the original client, "" if unknown
    std::vector<std::string> senders; ///< the envelope's, then those of From
    std::vector<std::string> recipients;
    std::vector<std::string> originators; ///< see disclaimer.h
    std::uint64_t number = 0;             ///< of the message
    std::uint64_t deadline_ms = 0;        ///< CLOCK_MONOTONIC; 0 is none
};

/// The envelope's sender and those of From, each once.
std::vector<std::string> senders_of(std::string_view sender, std::string_view from);

struct MessageRules {
    const Configuration* configuration = nullptr; ///< as long as the Banks
    lookup::Answer answer; ///< of the database; empty without one
    std::vector<Subject> senders;
    std::vector<Subject> originators;  ///< as in the parties
    std::vector<Recipient> recipients; ///< they refer to `answer`
};

/// Asks the database, if there is to be one; an error is its.
using Ask = std::function<Result<lookup::Answer>(const lookup::Question&)>;

/// `ask` may be empty: no database. The result must stay where it is, hence a pointer.
Result<std::unique_ptr<MessageRules>> rules_for(const Parties& parties,
                                                const Banks& banks,
                                                const Facts& facts,
                                                const Ask& ask);

/// The banks that @virus_name_to_policy_bank_maps names for what was found, loaded over
/// those of `rules`: of several names, the first that it has. Whether recipients are
/// local and what they bypass stays as it is.
void load_for_viruses(const Banks& banks, const Facts& facts, MessageRules& rules);

} // namespace chainmail::policy

#endif
