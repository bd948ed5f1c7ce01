// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#ifndef CHAINMAIL_SPAM_SCORE_RULE_PRIORITY_H
#define CHAINMAIL_SPAM_SCORE_RULE_PRIORITY_H

#include "meta_order.h"

#include <map>
#include <string>

namespace chainmail::spam_score {

using Priorities = std::map<std::string, int, std::less<>>;

/// When each rule of `book` runs, the lowest first: what "priority" says, but no later
/// than the metas that it is a part of, and rules of the network at -100 when nothing
/// else is said.
Priorities priorities_of(const RuleBook& book, const MetaOrder& order);

} // namespace chainmail::spam_score

#endif
