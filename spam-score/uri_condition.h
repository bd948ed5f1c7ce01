// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// uri_detail NAME domain =~ /RE/ text !~ /RE/: all has to be true of one URI.
#ifndef CHAINMAIL_SPAM_SCORE_URI_CONDITION_H
#define CHAINMAIL_SPAM_SCORE_URI_CONDITION_H

#include "base/result.h"
#include "regex.h"
#include "uri_list.h"

#include <string_view>
#include <vector>

namespace chainmail::spam_score {

enum class UriKey { raw, type, cleaned, text, domain, host };

/// True when one of the values under `key` matches (does not match, when negated).
struct UriCondition {
    UriKey key = UriKey::raw;
    bool negated = false;
    Regex regex;

    bool holds(const UriRecord& uri, MatchScratch& scratch) const;
};

/// Whether all are true of that URI.
bool all_hold(const std::vector<UriCondition>& conditions,
              const UriRecord& uri,
              MatchScratch& scratch);

/// A key that stands twice counts as it stands last.
Result<std::vector<UriCondition>> parse_uri_conditions(std::string_view text);

} // namespace chainmail::spam_score

#endif
