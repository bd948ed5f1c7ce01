// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "decide.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::policy {

namespace {

using text::cat;

// What does not depend on the score.
std::vector<Category> content_categories(const Facts& facts, const Traits& recipient)
{
    std::vector<Category> categories{clean};
    if (recipient.bypass_virus) return categories;
    if (facts.infected) categories.push_back(infected);
    if (facts.virus_check == Check::failed) categories.push_back(unchecked);
    if (!facts.hold.empty()) categories.push_back(over_limits);
    return categories;
}

// Without a score nothing is above a level, but there may be no tag level to be above;
// Perl takes no score for 0 there.
void add_spam_categories(const SpamFacts& spam, const Levels& levels, Verdict& to)
{
    const auto reaches = [&](const std::optional<Level>& level) {
        return spam.score && level && *spam.score >= level->value;
    };
    to.is_tagged = !levels.tag || spam.score.value_or(0) >= levels.tag->value;
    to.is_spammy = reaches(levels.tag2);
    if (to.is_tagged) to.categories.push_back(tagged);
    if (to.is_spammy) to.categories.push_back(spammy);
    if (reaches(levels.kill)) to.categories.push_back(spam_category);
}

Destiny destiny_of(const Category& category, const Configuration& configuration)
{
    if (category.major == Major::virus) return configuration.virus;
    if (category.major == Major::spam) return configuration.spam;
    return Destiny::pass;
}

// The most important category that is not to pass decides.
void choose_destiny(const Configuration& configuration, Verdict& verdict)
{
    verdict.categories = in_order(std::move(verdict.categories));
    for (const auto& category : verdict.categories) {
        verdict.destiny = destiny_of(category, configuration);
        if (verdict.destiny == Destiny::pass) continue;
        verdict.blocking = category;
        return;
    }
}

bool is_blocked(const Verdict& verdict)
{
    return verdict.blocking.has_value();
}

// Whether anybody still asks for the score.
bool is_scored(const std::vector<Verdict>& verdicts,
               const std::vector<Traits>& recipients)
{
    return !std::ranges::all_of(verdicts, is_blocked) &&
           !std::ranges::all_of(recipients, &Traits::bypass_spam);
}

} // namespace

Decision decide(const Facts& facts,
                const Configuration& configuration,
                const std::vector<Traits>& recipients)
{
    Decision decision;
    for (const auto& recipient : recipients) {
        Verdict verdict;
        verdict.categories = content_categories(facts, recipient);
        choose_destiny(configuration, verdict);
        decision.verdicts.push_back(std::move(verdict));
    }
    if (!is_scored(decision.verdicts, recipients)) return decision;
    decision.spam = facts.spam;
    for (std::size_t i = 0; i < recipients.size(); ++i) {
        if (recipients[i].bypass_spam) continue;
        auto& verdict = decision.verdicts[i];
        verdict.blocking.reset();
        add_spam_categories(facts.spam, configuration.levels, verdict);
        choose_destiny(configuration, verdict);
    }
    return decision;
}

Traits traits_of(std::string_view address,
                 const Facts& facts,
                 const Configuration& configuration)
{
    return {configuration.local_domains.is_true(address),
            facts.virus_check == Check::skipped ||
                configuration.bypass_virus_checks.is_true(address),
            facts.spam.check == Check::skipped ||
                configuration.bypass_spam_checks.is_true(address)};
}

std::string reply(const Category& blocking,
                  Destiny destiny,
                  std::string_view id,
                  const std::vector<std::string>& viruses)
{
    std::string_view start = "450 4.7.0 Temporary failure";
    if (destiny == Destiny::reject) start = "554 5.7.0 Reject";
    if (destiny == Destiny::discard) start = "250 2.7.0 Ok, discarded";
    constexpr std::size_t longest = 450;
    auto why = cat("id=", id, " - ", reason(blocking, viruses));
    why.resize(std::min(why.size(), longest));
    std::ranges::replace_if(why, text::is_control, '?');
    return cat(start, ", ", why);
}

std::string hits(const std::optional<double>& score)
{
    if (!score) return "-";
    const auto text = text::score(*score);
    // As amavisd's log has it; its header fields say 0.
    return text == "0" && *score < 0 ? "-0" : text;
}

} // namespace chainmail::policy
