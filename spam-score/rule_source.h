// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Where rules are: SpamAssassin's own places and its order of reading.
#ifndef CHAINMAIL_SPAM_SCORE_RULE_SOURCE_H
#define CHAINMAIL_SPAM_SCORE_RULE_SOURCE_H

#include "base/result.h"

#include <string>
#include <vector>

namespace chainmail::spam_score {

/// Directories of *.pre and *.cf files, or single files.
struct RulePaths {
    std::string rules;                      ///< the distributed rules
    std::string site;                       ///< the administrator's own
    std::string user_file{};                ///< one user's, read after all; "" for none
    std::vector<std::string> first_lines{}; ///< directives before the first file
    std::vector<std::string> last_lines{};  ///< and behind the last one
};

/// The rules that sa-update fetched where there are any, else the packaged ones. What
/// is given (not "") is taken as it is.
RulePaths find_rule_paths(const std::string& rules, const std::string& site);

/// All files in the order of reading: the .pre files of both, the .cf files of the
/// rules, then those of the site, each group by name; the user's file.
Result<std::vector<std::string>> list_rule_files(const RulePaths& paths);

} // namespace chainmail::spam_score

#endif
