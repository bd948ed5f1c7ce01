// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "decided.h"

#include "base/text.h"
#include "notice.h"
#include "quarantine.h"

#include <algorithm>
#include <optional>
#include <set>

namespace chainmail::policy {

namespace {

using text::cat;

void add_known(wire::Builder& to, std::string_view name, const std::string& value)
{
    if (!value.empty()) to.add(name, value);
}

void add_known(wire::Builder& to, std::string_view name, std::optional<bool> value)
{
    if (value) to.add(name, *value ? "1" : "0");
}

std::vector<std::string> texts(const std::vector<Category>& categories)
{
    std::vector<std::string> all;
    all.reserve(categories.size());
    for (const auto& category : categories)
        all.push_back(text(category));
    return all;
}

// What the next hop's refusal is to become and to be called.
void write_refusal(const std::string& prefix,
                   const Subject& recipient,
                   const Configuration& configuration,
                   Words& words,
                   wire::Builder& to)
{
    const auto refused = destiny_of_refused(recipient, configuration);
    if (refused != Destiny::reject) to.add(prefix + "refused", text(refused));
    to.add(prefix + "if-refused", words.about({Major::mta, 2}, recipient, ""));
    to.add(prefix + "if-deferred", words.about({Major::mta, 1}, recipient, ""));
}

void write_recipient(const Decided& decided,
                     std::size_t index,
                     Words& words,
                     wire::Builder& to)
{
    const auto& verdict = decided.decision.verdicts[index];
    const auto& configuration = *decided.rules->configuration;
    const auto& recipient = decided.rules->recipients[index];
    const auto prefix = cat("rcpt.", index + 1, '.');
    to.add(prefix + "local", recipient.traits.local ? "1" : "0");
    to.add(prefix + "ccat", texts(verdict.categories));
    const bool is_softened =
        configuration.soft_bounce && verdict.destiny != Destiny::pass;
    to.add(prefix + "destiny", text(is_softened ? Destiny::tempfail : verdict.destiny));
    if (verdict.blocking) {
        const auto why = words.about(*verdict.blocking,
                                     recipient.subject,
                                     verdict.ban ? verdict.ban->reason : "");
        to.add(
            prefix + "reply",
            reply(*verdict.blocking, verdict.destiny, configuration.soft_bounce, why));
        return;
    }
    to.add(prefix + "copy", decided.copies.numbers[index]);
    if (const auto& address = decided.copies.addresses[index]; !address.empty()) {
        to.add(prefix + "to", address);
        to.add(prefix + "tagged", "1");
    }
    write_refusal(prefix, recipient.subject, configuration, words, to);
}

// One more than the envelope has.
void write_extra(const Decided& decided, Words& words, wire::Builder& to)
{
    const auto& extra = decided.copies.extra;
    if (!extra) return;
    const auto prefix = cat("rcpt.", decided.rules->recipients.size() + 1, '.');
    to.add(prefix + "bcc", extra->recipient.path);
    to.add(prefix + "local", extra->recipient.traits.local ? "1" : "0");
    to.add(prefix + "destiny", text(Destiny::pass));
    to.add(prefix + "copy", extra->number);
    write_refusal(
        prefix, extra->recipient.subject, *decided.rules->configuration, words, to);
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
    if (copy.is_wrapped) to.add(prefix + "body", "attached");
    for (const auto& line : copy.explanation)
        to.add(prefix + "note", line);
    for (const auto& option : copy.alterations)
        to.add(prefix + "alter", option);
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

// README.customize calls them 1, 2 and k.
std::string reached_levels(const std::vector<Verdict>& verdicts)
{
    const auto anybody = [&](const Category& category) {
        return std::ranges::any_of(verdicts, [&](const Verdict& one) {
            return std::ranges::find(one.categories, category) != one.categories.end();
        });
    };
    std::string all;
    if (anybody(tagged)) all += '1';
    if (anybody(spammy)) all += '2';
    if (anybody(spam_category)) all += 'k';
    return all;
}

// What only a form of the site's own is filled in with.
void write_log_form(const Decided& decided,
                    const std::optional<Category>& blocking,
                    wire::Builder& to)
{
    const auto& form = decided.rules->configuration->log_form;
    if (!form) return;
    if (form->empty()) to.add("log.template", "");
    add_pieces(to, "log.template", *form);
    to.add("log.main", text(decided.decision.categories.front()));
    if (blocking) to.add("log.blocking", text(*blocking));
    add_known(to, "log.reached", reached_levels(decided.decision.verdicts));
    std::optional<double> required;
    for (const auto& recipient : decided.rules->recipients)
        if (const auto& level = recipient.traits.levels.tag2)
            required = std::min(required.value_or(level->value), level->value);
    if (required) to.add("log.required", text::score(*required));
    std::set<std::string> tests;
    for (const auto& recipient : decided.rules->recipients)
        add_tests(scored_for(recipient.traits, decided.decision.spam), tests);
    for (const auto& test : tests)
        to.add("log.test", test);
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
    write_log_form(decided, blocking, to);
    add_known(to, "log.message-id", decided.header.message_id);
    add_known(to, "log.resent-message-id", decided.header.resent_message_id);
    add_known(to, "log.public-addr", decided.header.public_addr);
    to.add("log.originating", decided.rules->configuration->originating ? "1" : "0");
}

} // namespace

void write_decided(const Decided& decided,
                   const Facts& facts,
                   Words& words,
                   wire::Builder& to)
{
    to.add("mail-id", decided.mail_id.id);
    to.add("secret-id", decided.mail_id.secret);
    const auto& configuration = *decided.rules->configuration;
    add_known(to, "bank", configuration.bank);
    add_known(to, "dsn-pass", configuration.passes_dsn);
    add_known(to, "dsn-end", configuration.ends_success_dsn);
    for (std::size_t i = 0; i < decided.rules->recipients.size(); ++i)
        write_recipient(decided, i, words, to);
    write_extra(decided, words, to);
    for (std::size_t i = 0; i < decided.copies.copies.size(); ++i)
        write_copy(decided.copies.copies[i], i + 1, *decided.rules->configuration, to);
    write_log(decided, facts, to);
    to.add("policy.status", "ok");
}

} // namespace chainmail::policy
