// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The header fields of a copy that is kept: what people and tools that look through a
// quarantine go by, in amavisd's form.
#include "base/text.h"
#include "header_field.h"
#include "quarantine.h"
#include "spam_fields.h"

#include <algorithm>
#include <set>

namespace chainmail::policy {

namespace {

using text::cat;

// The recipients' opinions in one: what is true for any, and the lowest of the levels.
struct Summary {
    bool spammy = false, spam = false, black = false, white = false;
    std::optional<double> tag, tag2, kill;
    std::optional<double> least, most;
    std::set<std::string> tests;
};

void lower(std::optional<double>& least, const std::optional<Level>& level)
{
    if (level) least = std::min(least.value_or(level->value), level->value);
}

bool has(const Verdict& verdict, const Category& category)
{
    return std::ranges::find(verdict.categories, category) != verdict.categories.end();
}

void add_recipient(const Recipient& recipient,
                   const Verdict& verdict,
                   const SpamFacts& spam,
                   Summary& to)
{
    const auto& traits = recipient.traits;
    const bool is_spammy = has(verdict, spammy);
    const bool killed = has(verdict, spam_category);
    to.black |= traits.sender.black;
    to.white |= traits.sender.white;
    to.spammy |= is_spammy;
    to.spam |= killed;
    if (!traits.bypass_spam && (has(verdict, tagged) || is_spammy || killed)) {
        lower(to.tag, traits.levels.tag);
        lower(to.tag2, traits.levels.tag2);
        lower(to.kill, traits.levels.kill);
    }
    const auto own = scored_for(traits, spam);
    add_tests(own, to.tests);
    if (!own.score) return;
    to.least = std::min(to.least.value_or(*own.score), *own.score);
    to.most = std::max(to.most.value_or(*own.score), *own.score);
}

std::string or_x(const std::optional<double>& number)
{
    return number ? text::score(*number) : "x";
}

std::string score_piece(const Summary& all)
{
    const auto least = or_x(all.least);
    const auto most = or_x(all.most);
    return cat("score=", least, least == most ? "" : cat("..", most));
}

// "tests=[A=1," "B=2]"
void add_test_pieces(const std::set<std::string>& tests, std::vector<std::string>& to)
{
    std::string piece = "tests=[";
    bool first = true;
    for (const auto& one : tests) {
        if (!std::exchange(first, false)) to.push_back(std::exchange(piece, "") + ',');
        piece += one;
    }
    to.push_back(piece + ']');
}

std::string status_field(const Summary& all, const SpamFacts& spam)
{
    std::vector<std::string> pieces{all.spammy || all.spam ? "Yes," : "No,"};
    pieces.push_back(score_piece(all));
    pieces.push_back("tag=" + or_x(all.tag));
    pieces.push_back("tag2=" + or_x(all.tag2));
    pieces.push_back("kill=" + or_x(all.kill));
    if (all.black) pieces.emplace_back("BLACKLISTED");
    if (all.white) pieces.emplace_back("WHITELISTED");
    add_test_pieces(all.tests, pieces);
    pieces.push_back(
        cat("autolearn=", spam.autolearn.empty() ? "unavailable" : spam.autolearn));
    return field_of_pieces("X-Spam-Status", pieces);
}

// As in mail that is delivered: what the site does not want is not made.
bool allows(const Configuration& configuration, std::string_view name)
{
    return configuration.allowed_fields.contains(text::lower(name));
}

bool makes(const Configuration& configuration, std::string_view name)
{
    return allows(configuration, name) &&
           configuration.own_fields.contains(text::lower(name));
}

void add_spam_fields(const QuarantinedMail& mail, std::vector<std::string>& to)
{
    const auto& configuration = *mail.rules.configuration;
    const auto& spam = mail.decision.spam;
    Summary all;
    for (std::size_t i = 0; i < mail.rules.recipients.size(); ++i)
        add_recipient(mail.rules.recipients[i], mail.decision.verdicts[i], spam, all);
    double score = all.most.value_or(0);
    constexpr double certain = 64;
    if (all.black) score = std::max(score, certain);
    if (all.white) score = std::min(score, 0.0);
    if (makes(configuration, "X-Spam-Flag"))
        to.push_back(field("X-Spam-Flag", all.spammy ? "YES" : "NO"));
    if (makes(configuration, "X-Spam-Score"))
        to.push_back(field("X-Spam-Score", text::score(score)));
    Opinion sender;
    sender.black = all.black;
    sender.white = all.white;
    if (const char mark = configuration.level_character;
        mark != '\0' && makes(configuration, "X-Spam-Level"))
        to.push_back(field("X-Spam-Level", level_bar(all.most, sender, mark)));
    if (makes(configuration, "X-Spam-Status")) to.push_back(status_field(all, spam));
}

std::string addresses_field(std::string_view name, std::vector<std::string> addresses)
{
    for (std::size_t i = 0; i + 1 < addresses.size(); ++i)
        addresses[i] += ',';
    return field_of_pieces(name, addresses);
}

} // namespace

void add_tests(const SpamFacts& spam, std::set<std::string>& to)
{
    constexpr std::size_t longest_name = 200;
    bool found = false;
    for (const auto& test : spam.tests) {
        found |= test.name != sender_test;
        to.insert(cat(visible(test.name, longest_name), '=', text::score(test.score)));
    }
    if (!found && spam.check == Check::done && spam.score) to.insert("none");
}

std::vector<std::string> alert_fields(const Facts& facts, const Decision& decision)
{
    const auto is_in = [&](Major major) {
        return std::ranges::find(decision.categories, major, &Category::major) !=
               decision.categories.end();
    };
    constexpr std::string_view name = "X-Amavis-Alert";
    std::vector<std::string> fields;
    if (is_in(Major::virus))
        fields.push_back(field(
            name,
            cat("INFECTED, message contains virus: ", join_names(facts.viruses))));
    const auto ban = std::ranges::find_if(
        decision.verdicts, [](const Verdict& one) { return one.ban != nullptr; });
    if (is_in(Major::banned) && ban != decision.verdicts.end())
        fields.push_back(
            field(name, cat("BANNED, message contains ", ban->ban->reason)));
    if (is_in(Major::bad_header) && !decision.header.texts.empty())
        fields.push_back(
            field(name, cat("BAD HEADER SECTION, ", decision.header.texts.front())));
    return fields;
}

std::vector<std::string> quarantine_fields(const QuarantinedMail& mail)
{
    std::vector<std::string> all;
    std::vector<std::string> blocked;
    for (std::size_t i = 0; i < mail.envelope.recipients.size(); ++i) {
        all.push_back(in_brackets(mail.envelope.recipients[i].addr));
        if (mail.decision.verdicts[i].blocking) blocked.push_back(all.back());
    }
    std::vector<std::string> fields{"X-Envelope-From: " +
                                        in_brackets(mail.envelope.sender),
                                    addresses_field("X-Envelope-To", all),
                                    addresses_field("X-Envelope-To-Blocked", blocked),
                                    cat("X-Quarantine-ID: <", mail.mail_id, ">")};
    const auto& configuration = *mail.rules.configuration;
    if (allows(configuration, "X-Amavis-Alert"))
        fields.insert(fields.end(), mail.alerts.begin(), mail.alerts.end());
    add_spam_fields(mail, fields);
    // This one is there even where copies may not have it.
    fields.push_back(mail.received);
    return fields;
}

} // namespace chainmail::policy
