// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "copies.h"

#include "base/text.h"
#include "header_field.h"
#include "spam_fields.h"

#include <algorithm>

namespace chainmail::policy {

namespace {

// Fields that only a filter on this side may set. Removed from every copy: behind the
// next hop nobody could tell them from ours.
std::vector<std::string> removed_fields(const Facts& facts,
                                        const Configuration& configuration)
{
    std::vector<std::string> names{"X-Amavis-Hold"};
    if (configuration.remove_scanned_fields && !configuration.scanned_name.empty())
        names.push_back(configuration.scanned_name);
    if (configuration.remove_spam_fields && facts.spam.check != Check::skipped)
        for (const auto* name : {"X-Spam-Status",
                                 "X-Spam-Level",
                                 "X-Spam-Flag",
                                 "X-Spam-Score",
                                 "X-Spam-Report",
                                 "X-Spam-Checker-Version",
                                 "X-Spam-Tests"})
            names.emplace_back(name);
    return names;
}

} // namespace

Copy make_copy(const Facts& facts,
               const SpamFacts& spam,
               const Configuration& configuration,
               const Traits& recipient,
               const Verdict& verdict,
               const std::string& received)
{
    Copy copy;
    copy.removed = removed_fields(facts, configuration);
    auto& fields = copy.inserted;
    if (!facts.hold.empty()) fields.push_back(field("X-Amavis-Hold", facts.hold));
    if (!recipient.bypass_virus && !configuration.scanned_field.empty())
        fields.push_back(configuration.scanned_field);
    const bool is_infected = verdict.categories.front() == infected;
    if (is_infected)
        fields.push_back(field("X-Amavis-Alert",
                               text::cat("INFECTED, message contains virus: ",
                                         join_names(facts.viruses))));
    if (recipient.local && verdict.is_tagged)
        std::ranges::move(spam_fields(spam,
                                      verdict.is_spammy,
                                      configuration.levels,
                                      configuration.level_character),
                          std::back_inserter(fields));
    fields.push_back(received);
    copy.tagged = recipient.local && (verdict.is_spammy || is_infected);
    return copy;
}

Copies make_copies(const Facts& facts,
                   const Decision& decision,
                   const Configuration& configuration,
                   const std::vector<Traits>& recipients,
                   const std::string& received)
{
    Copies all;
    std::vector<std::pair<Traits, std::size_t>> known;
    for (std::size_t i = 0; i < recipients.size(); ++i) {
        const auto& verdict = decision.verdicts[i];
        if (verdict.destiny != Destiny::pass) {
            all.numbers.push_back(0);
            continue;
        }
        auto same = std::ranges::find(
            known, recipients[i], &decltype(known)::value_type::first);
        if (same == known.end()) {
            const auto copy = make_copy(
                facts, decision.spam, configuration, recipients[i], verdict, received);
            auto at = std::ranges::find(all.copies, copy);
            if (at == all.copies.end()) at = all.copies.insert(at, copy);
            const auto number = static_cast<std::size_t>(at - all.copies.begin()) + 1;
            same = known.insert(known.end(), {recipients[i], number});
        }
        all.numbers.push_back(same->second);
    }
    return all;
}

} // namespace chainmail::policy
