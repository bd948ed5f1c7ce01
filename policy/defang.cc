// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "defang.h"

#include "base/text.h"
#include "notice/text_macros.h"

#include <utility>

namespace chainmail::policy {

namespace {

using text::cat;

constexpr std::size_t longest_line = 100;

std::vector<Category> with_catch_all(std::vector<Category> categories)
{
    categories.push_back(catch_all);
    return categories;
}

void add_lines(std::vector<std::string>& to, std::string_view text)
{
    for (const auto line : text::split(text, '\n'))
        if (!line.empty()) to.emplace_back(line);
}

// Of the parts of the score the largest may be of interest: all are in X-Spam-Status.
void add_spam(const Recipient& recipient,
              const SpamFacts& spam,
              std::vector<std::string>& to)
{
    const auto own = scored_for(recipient.traits, spam);
    to.push_back(
        cat("Content analysis: ", text::score(own.score.value_or(0)), " points"));
    for (const auto& test : own.tests)
        to.push_back(cat("  ", text::score(test.score), "  ", test.name));
}

void add_header_faults(const HeaderJudgement& header, std::vector<std::string>& to)
{
    constexpr std::size_t longest = 1000;
    constexpr std::size_t width = 78;
    auto faults = text::join(header.texts, " ");
    if (faults.size() > longest) faults = faults.substr(0, longest) + "...";
    add_lines(to, notice::wrap(cat("WARNING: bad headers - ", faults), width, "", " "));
}

void add_unchecked(const Facts& facts, std::vector<std::string>& to)
{
    if (!facts.hold.empty()) {
        to.emplace_back("WARNING: NOT CHECKED FOR VIRUSES (mail bomb?):");
        to.push_back(cat("  ", facts.hold));
    } else if (facts.is_encrypted || facts.is_undecodable) {
        to.emplace_back("WARNING: contains undecipherable part");
    }
}

} // namespace

std::string defang_manner(const Verdict& verdict,
                          const Recipient& recipient,
                          const Configuration& configuration,
                          const Disclaimer& disclaimer)
{
    std::string manner;
    for (const auto& category : with_catch_all(verdict.categories)) {
        const auto* maps = configuration.defanging.find(category);
        if (maps == nullptr) continue;
        manner = maps->value(recipient.subject).text().value_or("");
        if (!manner.empty()) break;
    }
    if (manner == "0") manner.clear();
    if (manner.empty() && configuration.defangs_all) manner.assign(1, '1');
    const bool is_local = recipient.traits.local;
    const bool changes =
        is_disclaimer(manner)
            ? disclaimer.allowed && !(disclaimer.outbound_only && is_local)
            : is_local;
    return changes ? manner : "";
}

bool wraps(std::string_view manner)
{
    return !manner.empty() && !text::equal_ignore_case(manner, "null") &&
           !is_disclaimer(manner);
}

std::vector<std::string> defang_warnings(const Facts& facts,
                                         const Decision& decision,
                                         const Verdict& verdict,
                                         const Recipient& recipient,
                                         const Configuration& configuration)
{
    std::vector<std::string> lines;
    bool told_spam = false;
    for (const auto& category : with_catch_all(verdict.categories)) {
        const auto* maps = configuration.defanging.find(category);
        if (maps == nullptr || !maps->value(recipient.subject).is_true()) continue;
        switch (category.major) {
        case Major::virus:
            lines.push_back(cat("WARNING: contains virus ", join_names(facts.viruses)));
            break;
        case Major::banned:
            lines.emplace_back("WARNING: banning rules detected suspect part(s),");
            lines.emplace_back("do not open unless you know what you are doing");
            break;
        case Major::unchecked:
            add_unchecked(facts, lines);
            break;
        case Major::bad_header:
            add_header_faults(decision.header, lines);
            break;
        case Major::oversized:
            lines.emplace_back("WARNING: oversized");
            break;
        case Major::spam:
        case Major::spammy:
            if (!std::exchange(told_spam, true))
                add_spam(recipient, decision.spam, lines);
            break;
        default:
            break;
        }
    }
    for (auto& line : lines)
        if (line.size() > longest_line) line = line.substr(0, longest_line - 3) + "...";
    return lines;
}

} // namespace chainmail::policy
