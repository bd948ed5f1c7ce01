// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "message_rules.h"

#include "base/text.h"
#include "database.h"
#include "mail/address.h"
#include "mail/field.h"

#include <algorithm>

namespace chainmail::policy {

namespace {

constexpr std::size_t most_authors = 20;

bool allows_disclaimers(const Choice& choice)
{
    return choice.configuration->disclaimer.allowed ||
           (choice.for_users != nullptr && choice.for_users->disclaimer.allowed);
}

// Whether these are local is asked: the sender first, who may be one of our own users,
// and those who may have a disclaimer.
std::vector<std::string> others_of(const Parties& parties, const Choice& choice)
{
    std::vector<std::string> others;
    if (choice.for_users != nullptr && !parties.senders.empty())
        others.push_back(parties.senders.front());
    if (!allows_disclaimers(choice)) return others;
    for (const auto& one : parties.originators)
        if (std::ranges::find(others, one) == others.end()) others.push_back(one);
    return others;
}

Result<lookup::Answer> ask_database(const Parties& parties,
                                    const std::vector<std::string>& others,
                                    const Configuration& configuration,
                                    const Ask& ask)
{
    lookup::Answer answer;
    if (ask) {
        auto asked = ask(make_question(parties.number,
                                       parties.deadline_ms,
                                       parties.recipients,
                                       parties.senders,
                                       others,
                                       configuration));
        if (!asked) return asked.error();
        answer = std::move(*asked);
    }
    // One more than asked for: the sender's, should it be wanted.
    answer.rows.resize(parties.recipients.size() + others.size() + 1);
    return answer;
}

// The bank of our users is for a local sender, never for the null one.
const Configuration* configuration_for(const Choice& choice,
                                       const Parties& parties,
                                       const lookup::Answer& answer)
{
    if (choice.for_users == nullptr || parties.senders.empty() ||
        parties.senders.front().empty())
        return choice.configuration;
    const Subject sender(parties.senders.front(),
                         choice.configuration->keys,
                         &answer.rows[parties.recipients.size()]);
    return choice.configuration->local_domains.is_true(sender) ? choice.for_users
                                                               : choice.configuration;
}

std::vector<std::string> banks_for(const std::vector<std::string>& viruses,
                                   const Maps& maps)
{
    for (const auto& virus : viruses)
        if (const auto value = maps.by_name(virus); value.is_true())
            return bank_names(value.text().value_or(""));
    return {};
}

} // namespace

std::vector<std::string> senders_of(std::string_view sender, std::string_view from)
{
    std::vector<std::string> all{std::string(sender)};
    for (auto& author : mail::find_addresses(from, most_authors))
        if (std::ranges::find(all, author) == all.end())
            all.push_back(std::move(author));
    return all;
}

Result<std::unique_ptr<MessageRules>> rules_for(const Parties& parties,
                                                const Banks& banks,
                                                const Facts& facts,
                                                const Ask& ask)
{
    const auto choice = banks.choose(parties.interface, parties.client);
    const auto others = others_of(parties, choice);
    auto answer = ask_database(parties, others, *choice.configuration, ask);
    if (!answer) return answer.error();
    auto rules = std::make_unique<MessageRules>();
    rules->answer = std::move(*answer);
    rules->configuration = configuration_for(choice, parties, rules->answer);
    const auto& configuration = *rules->configuration;
    for (const auto& sender : parties.senders)
        rules->senders.emplace_back(sender, configuration.keys);
    for (const auto& one : parties.originators) {
        const auto at = std::ranges::find(others, one) - others.begin();
        const auto index = parties.recipients.size() + static_cast<std::size_t>(at);
        rules->originators.emplace_back(
            one, configuration.keys, &rules->answer.rows[index]);
    }
    for (std::size_t i = 0; i < parties.recipients.size(); ++i) {
        Recipient recipient{
            Subject(parties.recipients[i], configuration.keys, &rules->answer.rows[i]),
            {},
            parties.recipients[i]};
        recipient.traits = traits_of(recipient.subject, facts, configuration);
        recipient.traits.sender = opinion_on(rules->senders,
                                             recipient.subject,
                                             configuration.senders,
                                             entries_of(rules->answer, i));
        rules->recipients.push_back(std::move(recipient));
    }
    return rules;
}

// What recipients are and bypass is settled before anything is found.
void load_for_viruses(const Banks& banks, const Facts& facts, MessageRules& rules)
{
    if (!facts.infected) return;
    const auto names = banks_for(facts.viruses, rules.configuration->banks_for_viruses);
    if (names.empty()) return;
    const auto* found = banks.over(*rules.configuration, names);
    if (found == nullptr) return;
    rules.configuration = found;
    for (auto& recipient : rules.recipients) {
        const auto& before = recipient.traits;
        auto traits = traits_of(recipient.subject, facts, *rules.configuration);
        traits.local = before.local;
        traits.bypass_virus = before.bypass_virus;
        traits.bypass_spam = before.bypass_spam;
        traits.bypass_banned = before.bypass_banned;
        traits.bypass_header = before.bypass_header;
        traits.sender = before.sender;
        recipient.traits = std::move(traits);
    }
}

} // namespace chainmail::policy
