// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What is said about rules and verdicts, as text.
#ifndef CHAINMAIL_SPAM_SCORE_REPORT_H
#define CHAINMAIL_SPAM_SCORE_REPORT_H

#include "engine.h"

#include <string>

namespace chainmail::spam_score {

/// "FILE:LINE: what"
std::string line_of(const Complaint& complaint);

/// "2433 rules, 12 not run"
std::string summary_of(const RuleSet& rules);

/// All of --lint: complaints, rules by kind, rules that are not run and why.
std::string lint_report(const RuleSet& rules, const std::vector<Complaint>& complaints);

/// Whether --lint finds fault: remarks and rules that are not run do not count.
bool has_errors(const std::vector<Complaint>& complaints);

/// PATH TAB SCORE TAB NAMES, and with `subtests` TAB NAMES of hidden rules, as often as
/// they hit.
std::string tsv_line(std::string_view path, const Verdict& verdict, bool subtests);

/// The locale that LANGUAGE, LC_ALL, LC_MESSAGES and LANG ask for, for "lang" lines.
std::string language_of_environment();

} // namespace chainmail::spam_score

#endif
