// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "database.h"

#include <algorithm>

namespace chainmail::policy {

namespace {

bool is_static(const std::shared_ptr<const Table>& table)
{
    return !std::holds_alternative<Field>(table->content);
}

bool is_local(const Subject& subject, const Configuration& configuration)
{
    for (const auto& table : configuration.local_domains.tables()) {
        if (!is_static(table)) continue;
        if (const auto found = look_up(*table, subject)) return found->value.is_true();
    }
    return false;
}

} // namespace

lookup::Address to_ask(std::string_view address, const Configuration& configuration)
{
    const Subject subject(address, configuration.keys);
    return {subject.address(), is_local(subject, configuration)};
}

lookup::Question make_question(std::uint64_t number,
                               std::uint64_t deadline_ms,
                               std::span<const std::string> recipients,
                               std::span<const std::string> senders,
                               std::span<const std::string> others,
                               const Configuration& configuration)
{
    lookup::Question question;
    question.number = number;
    question.deadline_ms = deadline_ms;
    for (const auto& address : recipients)
        question.recipients.push_back(to_ask(address, configuration));
    const auto asked = senders.first(std::min(senders.size(), lookup::most_senders));
    for (const auto& address : asked)
        question.senders.push_back(to_ask(address, configuration));
    for (const auto& address : others)
        question.others.push_back(to_ask(address, configuration));
    return question;
}

std::vector<ListEntry> entries_of(const lookup::Answer& answer, std::size_t index)
{
    std::vector<ListEntry> entries;
    for (auto entry = std::ranges::lower_bound(
             answer.lists, index, {}, &lookup::ListEntry::recipient);
         entry != answer.lists.end() && entry->recipient == index;
         ++entry)
        entries.push_back({entry->row, entry->sender, entry->value});
    return entries;
}

} // namespace chainmail::policy
