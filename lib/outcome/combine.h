// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Many recipients, one reply: what plain SMTP can say about a message as a whole. Pure.
//
// SMTP has no way to say "A has it, B was refused". The sender hears of B by a delivery
// status notification then. "A has it, B perhaps later" cannot be said at all: such a
// message is deferred as a whole, before anything is delivered where that is still
// possible.
#ifndef CHAINMAIL_OUTCOME_COMBINE_H
#define CHAINMAIL_OUTCOME_COMBINE_H

#include "outcome/outcome.h"

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::outcome {

/// Whether nothing may be delivered for the recipients that still wait, because one
/// reply for all could not be true: somebody is deferred.
bool must_abandon(const std::vector<Outcome>& all);

/// Makes the outcomes such that one reply is true for all of them. Those that wait are
/// deferred. Where somebody is deferred, all but the delivered and the discarded become
/// deferred.
void unite(std::vector<Outcome>& all);

/// The one reply for a message whose outcomes are united, or for LMTP's log.
std::string combine(const std::vector<Outcome>& all, std::string_view id);

/// What LMTP says of one recipient: a 5xx only where the client is to tell the sender.
std::string reply_for(const Outcome& one, std::string_view address);

} // namespace chainmail::outcome

#endif
