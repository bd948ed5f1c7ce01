// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "decided.h"

#include "base/text.h"

#include <algorithm>
#include <optional>

namespace chainmail::policy {

namespace {

using text::cat;

void add_known(wire::Builder& to, std::string_view name, const std::string& value)
{
    if (!value.empty()) to.add(name, value);
}

std::vector<std::string> texts(const std::vector<Category>& categories)
{
    std::vector<std::string> all;
    all.reserve(categories.size());
    for (const auto& category : categories)
        all.push_back(text(category));
    return all;
}

void write_recipient(const Decided& decided,
                     std::size_t index,
                     const Facts& facts,
                     std::string_view id,
                     wire::Builder& to)
{
    const auto& verdict = decided.decision.verdicts[index];
    const auto prefix = cat("rcpt.", index + 1, '.');
    to.add(prefix + "local", decided.rules->recipients[index].traits.local ? "1" : "0");
    to.add(prefix + "ccat", texts(verdict.categories));
    const bool is_softened =
        decided.rules->configuration->soft_bounce && verdict.destiny != Destiny::pass;
    to.add(prefix + "destiny", text(is_softened ? Destiny::tempfail : verdict.destiny));
    if (verdict.blocking) {
        to.add(prefix + "reply",
               reply(*verdict.blocking,
                     verdict.destiny,
                     decided.rules->configuration->soft_bounce,
                     id,
                     {facts.viruses, verdict.ban ? verdict.ban->reason : ""}));
        return;
    }
    to.add(prefix + "copy", decided.copies.numbers[index]);
    if (const auto& address = decided.copies.addresses[index]; !address.empty()) {
        to.add(prefix + "to", address);
        to.add(prefix + "tagged", "1");
    }
    to.add(prefix + "if-refused",
           cat("id=", id, " - Rejected by next-hop MTA on relaying"));
    to.add(prefix + "if-deferred",
           cat("id=", id, " - Temporary MTA failure on relaying"));
}

void write_copy(const Copy& copy,
                std::size_t number,
                const Configuration& configuration,
                wire::Builder& to)
{
    const auto prefix = cat("copy.", number, '.');
    to.add(prefix + "via", copy.via);
    for (const auto& name : copy.removed)
        to.add(prefix + "delete", name);
    for (const auto& one : copy.replaced)
        to.add(prefix + "replace", {one.name, std::to_string(one.number), one.field});
    for (const auto& field : copy.inserted)
        to.add(prefix + "insert", field);
    if (copy.tagged) to.add(prefix + "tagged", "1");
    if (configuration.keep_blank_folds) to.add(prefix + "keep", "folds");
    if (configuration.keep_long_lines) to.add(prefix + "keep", "long-lines");
}

std::vector<std::optional<double>> scores_of(const Decided& decided)
{
    std::vector<std::optional<double>> scores;
    for (const auto& recipient : decided.rules->recipients)
        scores.push_back(score_for(recipient.traits, decided.decision.spam));
    return scores;
}

// The line of those who got the mail speaks of the most important category of all of
// them, and of the worst blocking one where there is one.
void write_log(const Decided& decided, const Facts& facts, wire::Builder& to)
{
    std::optional<Category> blocking;
    for (const auto& verdict : decided.decision.verdicts)
        blocking = std::max(blocking, verdict.blocking);
    const Findings findings{facts.viruses, decided.decision.banned()};
    to.add("log.category",
           log_word(blocking.value_or(decided.decision.categories.front()), findings));
    if (blocking) to.add("log.blocked", log_word(*blocking, findings));
    to.add("log.hits", hits(scores_of(decided)));
    add_known(to, "log.message-id", decided.header.message_id);
    add_known(to, "log.resent-message-id", decided.header.resent_message_id);
    add_known(to, "log.public-addr", decided.header.public_addr);
    to.add("log.originating", decided.rules->configuration->originating ? "1" : "0");
}

} // namespace

void write_decided(const Decided& decided,
                   const Facts& facts,
                   std::string_view id,
                   wire::Builder& to)
{
    to.add("mail-id", decided.mail_id.id);
    to.add("secret-id", decided.mail_id.secret);
    add_known(to, "bank", decided.rules->configuration->bank);
    for (std::size_t i = 0; i < decided.rules->recipients.size(); ++i)
        write_recipient(decided, i, facts, id, to);
    for (std::size_t i = 0; i < decided.copies.copies.size(); ++i)
        write_copy(decided.copies.copies[i], i + 1, *decided.rules->configuration, to);
    write_log(decided, facts, to);
    to.add("policy.status", "ok");
}

} // namespace chainmail::policy
