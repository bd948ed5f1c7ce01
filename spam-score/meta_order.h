// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// In which order metas can be evaluated, and of which rules each is made.
#ifndef CHAINMAIL_SPAM_SCORE_META_ORDER_H
#define CHAINMAIL_SPAM_SCORE_META_ORDER_H

#include "rule_book.h"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

using MetaSources = std::map<std::string, std::string>; ///< name -> expression

struct MetaOrder {
    std::vector<std::string> names; ///< each behind the metas it is made of
    std::map<std::string, std::set<std::string>> parts; ///< names used, by meta
    std::map<std::string, std::string> expressions; ///< with rules_matching() expanded
    std::map<std::string, std::string> broken; ///< name -> what is wrong; a meta that
                                               ///< goes round in circles is broken
};

/// `expand` gives the names that a rules_matching(GLOB) stands for.
MetaOrder order_metas(
    const MetaSources& sources,
    const std::function<std::vector<std::string>(std::string_view glob)>& expand);

/// All rules with a score whose names match; "*" and "?".
std::vector<std::string> expand_rule_glob(std::string_view glob, const RuleBook& book);

} // namespace chainmail::spam_score

#endif
