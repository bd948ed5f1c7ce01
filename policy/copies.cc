// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "copies.h"

#include "base/text.h"
#include "header_field.h"
#include "spam_fields.h"

#include <algorithm>
#include <unordered_map>

namespace chainmail::policy {

namespace {

// Fields that only a filter on this side may set. Removed from every copy: behind the
// next hop nobody could tell them from ours.
std::vector<std::string> removed_fields(const Facts& facts,
                                        const Configuration& configuration,
                                        const Traits& recipient)
{
    std::vector<std::string> names{"X-Amavis-Hold"};
    if (configuration.remove_scanned_fields && !configuration.scanned_name.empty())
        names.push_back(configuration.scanned_name);
    if (recipient.remove_spam_fields && facts.spam.check != Check::skipped)
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

// The first category that has a key decides, be its answer nothing.
std::vector<std::string> methods(const Verdict& verdict,
                                 const Subject& recipient,
                                 const Configuration& configuration)
{
    auto walk = verdict.categories;
    walk.push_back(catch_all);
    for (const auto& category : walk) {
        const auto* maps = configuration.forward_methods.find(category);
        if (maps == nullptr) continue;
        const auto value = maps->value(recipient);
        std::vector<std::string> all;
        if (const auto* list = value.get<config::List>()) {
            for (const auto& one : *list)
                all.push_back(one.text().value_or(""));
        } else if (auto method = value.text()) {
            all.push_back(std::move(*method));
        }
        std::erase(all, "");
        return all;
    }
    return {};
}

// What tells copies apart: two recipients with the same get the same bytes.
std::string key_of(const Copy& copy)
{
    std::string key;
    for (const auto* part : {&copy.via, &copy.removed, &copy.inserted}) {
        for (const auto& line : *part)
            key += line + '\n';
        key += '\n';
    }
    return key + (copy.tagged ? '1' : '0');
}

} // namespace

Copy make_copy(const Facts& facts,
               const SpamFacts& spam,
               const Configuration& configuration,
               const Recipient& recipient,
               const Verdict& verdict,
               const std::string& received)
{
    const auto& traits = recipient.traits;
    Copy copy;
    copy.via = methods(verdict, recipient.subject, configuration);
    copy.removed = removed_fields(facts, configuration, traits);
    auto& fields = copy.inserted;
    if (!facts.hold.empty()) fields.push_back(field("X-Amavis-Hold", facts.hold));
    if (!traits.bypass_virus && !configuration.scanned_field.empty())
        fields.push_back(configuration.scanned_field);
    const bool is_infected = verdict.categories.front() == infected;
    if (is_infected)
        fields.push_back(field("X-Amavis-Alert",
                               text::cat("INFECTED, message contains virus: ",
                                         join_names(facts.viruses))));
    if (traits.local && verdict.is_tagged)
        std::ranges::move(
            spam_fields(spam, verdict.is_spammy, traits, configuration.level_character),
            std::back_inserter(fields));
    fields.push_back(received);
    copy.tagged = traits.local && (verdict.is_spammy || is_infected);
    return copy;
}

Result<Copies> make_copies(const Facts& facts,
                           const Decision& decision,
                           const Configuration& configuration,
                           const std::vector<Recipient>& recipients,
                           const std::string& received)
{
    Copies all;
    std::unordered_map<std::string, std::size_t> numbers;
    for (std::size_t i = 0; i < recipients.size(); ++i) {
        const auto& verdict = decision.verdicts[i];
        if (verdict.destiny != Destiny::pass) {
            all.numbers.push_back(0);
            continue;
        }
        auto copy = make_copy(facts,
                              scored_for(recipients[i].traits, decision.spam),
                              configuration,
                              recipients[i],
                              verdict,
                              received);
        if (copy.via.empty())
            return permanent(text::cat("no delivery method for <",
                                       recipients[i].subject.address(),
                                       ">: set $forward_method"));
        const auto known = numbers.emplace(key_of(copy), all.copies.size() + 1);
        if (known.second) all.copies.push_back(std::move(copy));
        all.numbers.push_back(known.first->second);
    }
    return all;
}

} // namespace chainmail::policy
