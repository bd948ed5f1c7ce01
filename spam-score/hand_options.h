// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The options of spam-score outside a chain: its own, and those of spamassassin(1p).
#ifndef CHAINMAIL_SPAM_SCORE_HAND_OPTIONS_H
#define CHAINMAIL_SPAM_SCORE_HAND_OPTIONS_H

#include "base/result.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace chainmail::spam_score {

enum class Task {
    stage, ///< none of what is below
    lint,
    quiet_lint, ///< as spamassassin: says nothing when all is well
    tsv,
    explain,
    timing,
    rewrite,
    remove_markup,
    forget_address, ///< from a store of addresses, which there is none of
    version,
};

struct HandOptions {
    Task task = Task::stage;
    bool subtests = false;
    bool prefilter = true;            ///< only a filter: the answer is the same without
    bool report = false;              ///< behind the rewritten mail
    bool as_before = false;           ///< markup goes before the mail is scored
    std::optional<int> spam_status;   ///< exit status for spam
    std::string directory;            ///< of chainmail's settings; "": the usual ones
    std::optional<std::string> rules; ///< in place of $sa_configpath
    std::optional<std::string> site;  ///< in place of $sa_siteconfigpath
    std::optional<std::string> user_file;
    bool no_user_file = false;
    std::vector<std::string> first_lines;
    std::vector<std::string> last_lines;
    std::set<std::string, std::less<>> debug; ///< areas; "all" is every one
    std::vector<std::string> files;           ///< none: descriptor 0
};

/// An error for wrong usage. Options of the stage are left to it: the task is `stage`
/// then.
Result<HandOptions> parse_hand_options(int argc, char** argv);

} // namespace chainmail::spam_score

#endif
