// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "report.h"

#include "base/text.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace chainmail::spam_score {

namespace {

void append_list(std::string& out,
                 std::string_view title,
                 const std::vector<UnrunRule>& rules)
{
    out += text::cat(title, ": ", rules.size(), "\n");
    for (const auto& rule : rules) {
        const auto place = text::cat(rule.place.text(), ", ", name_of(rule.kind));
        out += text::cat("  ", rule.name, " (", place, "): ", rule.why, "\n");
    }
}

} // namespace

std::string line_of(const Complaint& complaint)
{
    if (complaint.place.empty()) return complaint.what;
    return text::cat(complaint.place, ": ", complaint.what);
}

std::string summary_of(const RuleSet& rules)
{
    std::size_t count = 0;
    for (const auto& [kind, number] : rules.counts)
        count += number;
    std::string out = text::cat(count, count == 1 ? " rule" : " rules");
    if (!rules.unrun.empty()) out += text::cat(", ", rules.unrun.size(), " not run");
    return out;
}

std::string lint_report(const RuleSet& rules, const std::vector<Complaint>& complaints)
{
    std::string out;
    for (const auto& complaint : complaints)
        out += line_of(complaint) + "\n";
    for (const auto& [kind, count] : rules.counts)
        out += text::cat(name_of(kind), ": ", count, "\n");
    out += text::cat("switched off by score 0: ", rules.switched_off, "\n");
    append_list(out, "not local, taken for 0", rules.elsewhere);
    append_list(out, "cannot be run here", rules.unrun);
    return out;
}

bool has_errors(const std::vector<Complaint>& complaints)
{
    return std::any_of(complaints.begin(), complaints.end(), [](const Complaint& c) {
        return !c.is_remark;
    });
}

std::string tsv_line(std::string_view path, const Verdict& verdict, bool subtests)
{
    char score[32];
    std::snprintf(score, sizeof score, "%.3f", verdict.score == 0 ? 0 : verdict.score);
    const auto names = [](const std::vector<Hit>& hits) {
        std::vector<std::string> all;
        for (const auto& hit : hits)
            all.insert(all.end(), hit.times, std::string(hit.name));
        return text::join(all, ",");
    };
    std::string out = text::cat(path, "\t", score, "\t", names(verdict.hits));
    if (subtests) out += text::cat("\t", names(verdict.subhits));
    return out + "\n";
}

std::string language_of_environment()
{
    std::vector<std::string> values;
    for (const auto* name : {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"}) {
        const char* value = std::getenv(name);
        values.emplace_back(value == nullptr ? "" : value);
    }
    return rule_language(values);
}

} // namespace chainmail::spam_score
