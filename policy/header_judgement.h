// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What of the faults of a header a site minds: %allowed_header_tests. Pure.
#ifndef CHAINMAIL_POLICY_HEADER_JUDGEMENT_H
#define CHAINMAIL_POLICY_HEADER_JUDGEMENT_H

#include "facts.h"

#include <set>
#include <string>
#include <vector>

namespace chainmail::policy {

/// Names of tests that are made: "8bit", "utf8", "control", "empty", "long", "syntax",
/// "missing", "multiple", "mime".
using HeaderTests = std::set<std::string, std::less<>>;

struct HeaderJudgement {
    int minor = -1;                 ///< the greatest of all fields; -1 without a fault
    bool is_bad_mime = false;       ///< beside that
    std::vector<std::string> texts; ///< at most 101
    bool is_bad() const { return minor >= 0 || is_bad_mime; }
};

/// Of the faults of one field the first that is minded counts.
HeaderJudgement judge_header(const Facts& facts, const HeaderTests& tests);

} // namespace chainmail::policy

#endif
