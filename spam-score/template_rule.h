// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#ifndef CHAINMAIL_SPAM_SCORE_TEMPLATE_RULE_H
#define CHAINMAIL_SPAM_SCORE_TEMPLATE_RULE_H

#include "rule_set.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

/// How often a rule with %{NAME} in its pattern hits, NAME being any of the texts
/// captured under it. Not at all while one of its names has none.
std::size_t match_template(
    const TemplateRule& rule,
    const Rule& about,
    const std::vector<std::string_view>& lines,
    const std::map<std::string, std::vector<std::string>, std::less<>>& captured,
    MatchScratch& scratch);

} // namespace chainmail::spam_score

#endif
