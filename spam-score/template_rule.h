// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#ifndef CHAINMAIL_SPAM_SCORE_TEMPLATE_RULE_H
#define CHAINMAIL_SPAM_SCORE_TEMPLATE_RULE_H

#include "rule_set.h"
#include "workbench.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

using CapturedTexts = std::map<std::string, std::vector<std::string>, std::less<>>;

/// Whether one of the lines holds one of the texts, case ignored.
bool holds_one(const std::vector<std::string_view>& lines,
               const std::vector<std::string>& texts);

/// The pattern of a rule with the texts captured under its names in it; nothing while
/// one of its names has none, or when it cannot be compiled.
std::optional<Regex> filled_template(const TemplateRule& rule,
                                     const CapturedTexts& captured);

/// How often a rule with %{NAME} in its pattern hits, NAME being any of the texts
/// captured under it. Not at all while one of its names has none. Lines are left out
/// that hold nothing of what its pattern needs unless `bench` is nullptr.
std::size_t match_template(const TemplateRule& rule,
                           const Rule& about,
                           std::vector<std::string_view> lines,
                           const CapturedTexts& captured,
                           MatchScratch& scratch,
                           Workbench* bench);

} // namespace chainmail::spam_score

#endif
