// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "words.h"

#include "base/text.h"
#include "spam_fields.h"

#include <algorithm>

namespace chainmail::policy {

namespace {

notice::Category to_notice(const Category& category)
{
    return {static_cast<int>(category.major), category.minor};
}

// What the macros but the id are made from: most templates want no more than that.
notice::MailFacts
facts_of(const Story& story, const Category& blocking, const std::string& part)
{
    const auto& configuration = *story.rules.configuration;
    notice::MailFacts to;
    to.envelope = &story.envelope;
    to.header = story.header;
    to.host_name = configuration.host_name;
    to.mail_id = story.mail_id.id;
    to.secret_id = story.mail_id.secret;
    to.bank = configuration.bank;
    to.originating = configuration.originating;
    to.main = to_notice(story.decision.categories.front());
    to.blocking = to_notice(blocking);
    to.is_blocked = true;
    for (const auto& name : story.facts.viruses)
        if (std::ranges::find(to.viruses, name) == to.viruses.end())
            to.viruses.push_back(name);
    to.banned = part;
    to.header_faults = story.decision.header.texts;
    std::vector<std::optional<double>> scores;
    for (const auto& recipient : story.rules.recipients)
        scores.push_back(score_for(recipient.traits, story.decision.spam));
    to.score = hits(scores);
    for (const auto& test : story.decision.spam.tests)
        to.tests.push_back(text::cat(test.name, '=', text::score(test.score)));
    to.autolearn = story.decision.spam.autolearn;
    return to;
}

// A reply is one line here, and a client may cut a long one.
std::string one_line(std::string words)
{
    constexpr std::size_t longest = 450;
    constexpr std::string_view dots = "...";
    if (words.ends_with('\n')) words.pop_back();
    std::ranges::replace(words, '\n', ' ');
    std::ranges::replace_if(words, text::is_control, '?');
    if (words.size() > longest + dots.size()) words.replace(longest, words.npos, dots);
    return words;
}

} // namespace

std::string Words::expand(std::string_view form,
                          const Category& blocking,
                          const std::string& part) const
{
    std::optional<notice::MailFacts> facts;
    const notice::NoticeFacts none;
    std::optional<notice::Macros> others;
    const notice::Macros macros =
        [&](std::string_view name,
            const notice::List& arguments) -> std::optional<notice::Value> {
        if (name == "n") return story_.envelope.id;
        if (!others) {
            facts = facts_of(story_, blocking, part);
            others = notice::mail_macros(*facts, none);
        }
        return (*others)(name, arguments);
    };
    auto text = notice::expand(form, macros);
    return text ? one_line(std::move(*text)) : std::string();
}

std::string Words::about(const Category& blocking,
                         const Subject& recipient,
                         const std::string& part)
{
    const auto* maps = story_.rules.configuration->reasons.first({&blocking, 1});
    const auto form =
        maps == nullptr ? std::string() : maps->value(recipient).text().value_or("");
    const auto found = known_.find({form, part});
    if (found != known_.end()) return found->second;
    return known_[{form, part}] = expand(form, blocking, part);
}

} // namespace chainmail::policy
