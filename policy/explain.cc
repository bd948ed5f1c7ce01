// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "explain.h"

#include "base/text.h"
#include "database.h"

#include <array>

namespace chainmail::policy {

namespace {

using text::cat;

constexpr std::size_t name_width = 16;

class Report {
public:
    void line(std::string_view what, const std::string& value)
    {
        text_ += what;
        text_.append(what.size() < name_width ? name_width - what.size() : 1, ' ');
        text_ += value + '\n';
    }

    /// A value with where it comes from below it.
    void line(std::string_view what, const std::string& value, const std::string& from)
    {
        line(what, value);
        if (!from.empty())
            text_ += std::string(name_width, ' ') + "  from " + from + '\n';
    }

    const std::string& text() const { return text_; }

private:
    std::string text_;
};

std::string source(const std::optional<Match>& match)
{
    if (!match) return "";
    return cat(match->table->where, ", ", match->key);
}

std::string words(const std::vector<lookup::Row>& rows, std::size_t index)
{
    std::vector<std::string> columns;
    for (const auto& [name, value] : rows[index])
        if (value) columns.push_back(cat(name, '=', *value));
    return text::join(columns, " ");
}

void explain_where_from(const Parties& parties, const MessageRules& rules, Report& to)
{
    const auto& configuration = *rules.configuration;
    to.line("recipient", cat('<', rules.recipients[0].subject.address(), '>'));
    to.line("sender", cat('<', parties.senders.front(), '>'));
    to.line("comes in on", parties.interface.empty() ? "any port" : parties.interface);
    to.line("client", parties.client.empty() ? "unknown" : parties.client);
    to.line("policy banks", configuration.bank.empty() ? "none" : configuration.bank);
    to.line("originating", configuration.originating ? "yes" : "no");
    const auto& rows = rules.answer.rows.front();
    for (std::size_t i = 0; i < rows.size(); ++i)
        to.line(cat("SQL row ", i + 1), words(rows, i));
}

void explain_local(const Configuration& configuration,
                   const Subject& recipient,
                   Report& to)
{
    const auto match = configuration.local_domains.first(recipient);
    const bool is_local = match && match->value.is_true();
    to.line("local",
            is_local ? "yes" : "no: no X-Spam fields",
            match ? source(match) : "nothing in @local_domains_maps, which says no");
}

void explain_check(std::string_view what,
                   const Maps& bypass,
                   const Subject& recipient,
                   Report& to)
{
    const auto match = bypass.first(recipient);
    if (match && match->value.is_true())
        to.line(what, "off", source(match));
    else
        to.line(what, "on", match ? source(match) : "");
}

void explain_level(std::string_view what,
                   std::string_view if_undef,
                   const Maps& maps,
                   const Subject& recipient,
                   Report& to)
{
    const auto match = maps.first(recipient);
    const auto level = match ? to_level(match->value) : std::nullopt;
    to.line(what,
            level ? cat("from ", level->text, " points on") : std::string(if_undef),
            match ? source(match) : "");
}

void explain_sender(const MessageRules& rules, Report& to)
{
    std::vector<std::string> why;
    opinion_on(rules.senders,
               rules.recipients[0].subject,
               rules.configuration->senders,
               entries_of(rules.answer, 0),
               &why);
    if (why.empty()) to.line("sender lists", "nothing");
    for (const auto& line : why)
        to.line("sender lists", line);
}

std::string_view words(Destiny destiny)
{
    switch (destiny) {
    case Destiny::pass:
        return "is delivered";
    case Destiny::discard:
        return "is discarded; the sender hears 250";
    case Destiny::bounce:
        return "is not delivered; the sender is sent a bounce";
    case Destiny::reject:
        return "is refused";
    case Destiny::tempfail:
        break;
    }
    return "is deferred";
}

struct Kind {
    std::string_view name;
    Category category;
};

constexpr std::array kinds{Kind{"infected mail", infected},
                           Kind{"banned mail", {Major::banned, 0}},
                           Kind{"unchecked mail", unchecked},
                           Kind{"spam", spam_category},
                           Kind{"spammy mail", spammy},
                           Kind{"bad headers", {Major::bad_header, 0}},
                           Kind{"too large mail", oversized},
                           Kind{"other mail", catch_all}};

void explain_destinies(const Configuration& configuration,
                       const Subject& recipient,
                       Report& to)
{
    for (const auto& kind : kinds) {
        const auto ruling = rule_on(kind.category, recipient, configuration);
        if (!ruling) continue;
        if (ruling->lover)
            to.line(kind.name,
                    cat("is delivered: the recipient wants it; else ",
                        words(ruling->destiny)),
                    source(ruling->lover));
        else
            to.line(kind.name, std::string(words(ruling->destiny)), source(ruling->by));
    }
}

void explain_delivery(const Configuration& configuration,
                      const Subject& recipient,
                      Report& to)
{
    const auto* maps = configuration.forward_methods.find(catch_all);
    const auto match = maps != nullptr ? maps->first(recipient) : std::nullopt;
    to.line("goes on by",
            match ? match->value.text().value_or("one of a list") : "nothing",
            source(match));
}

} // namespace

std::string explain(const Parties& parties, const MessageRules& rules)
{
    const auto& configuration = *rules.configuration;
    const auto& recipient = rules.recipients[0].subject;
    Report to;
    explain_where_from(parties, rules, to);
    explain_local(configuration, recipient, to);
    explain_check("virus check", configuration.bypass_virus_checks, recipient, to);
    explain_check("spam check", configuration.bypass_spam_checks, recipient, to);
    explain_level("X-Spam fields", "always", configuration.tag_level, recipient, to);
    explain_level("marked as spam", "never", configuration.tag2_level, recipient, to);
    explain_level("marked again", "never", configuration.tag3_level, recipient, to);
    explain_level("counts as spam", "never", configuration.kill_level, recipient, to);
    explain_sender(rules, to);
    if (const auto limit = rules.recipients[0].traits.size_limit; limit != 0)
        to.line("size limit",
                cat(limit, " bytes"),
                source(configuration.size_limit.first(recipient)));
    explain_destinies(configuration, recipient, to);
    explain_delivery(configuration, recipient, to);
    return to.text();
}

} // namespace chainmail::policy
