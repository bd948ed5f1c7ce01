// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "decide.h"

#include "base/text.h"

#include <algorithm>
#include <map>

namespace chainmail::policy {

namespace {

using text::cat;

// What keeps a mail from being checked, or from being read in one way.
void add_unchecked(const Facts& facts, std::vector<Category>& to)
{
    if (facts.virus_check == Check::failed || facts.is_undecodable)
        to.push_back(unchecked);
    if (facts.is_encrypted) to.push_back(encrypted);
    if (!facts.hold.empty()) to.push_back(over_limits);
}

void add_header_faults(const HeaderJudgement& header, std::vector<Category>& to)
{
    if (header.minor >= 0) to.push_back({Major::bad_header, header.minor});
    if (header.is_bad_mime) to.push_back(bad_mime);
}

// What does not depend on the score.
std::vector<Category> content_categories(const Facts& facts,
                                         const HeaderJudgement& header,
                                         const Traits& recipient)
{
    std::vector<Category> categories{clean};
    if (recipient.size_limit != 0 && facts.size > recipient.size_limit)
        categories.push_back(oversized);
    if (facts.is_ambiguous) categories.push_back(ambiguous);
    if (!recipient.bypass_header) add_header_faults(header, categories);
    if (recipient.bypass_virus) return categories;
    if (facts.infected) categories.push_back(infected);
    add_unchecked(facts, categories);
    return categories;
}

// The same tables say the same of a mail: they are asked once.
class BanSearch {
public:
    BanSearch(const Facts& facts, const Configuration& configuration)
        : facts_(facts),
          rules_(configuration.bans)
    {
    }

    std::shared_ptr<const Ban> for_recipient(const Recipient& recipient)
    {
        if (recipient.traits.bypass_banned) return nullptr;
        const auto tables = rules_.tables_for(recipient.subject);
        const auto known = known_.find(tables);
        if (known != known_.end()) return known->second;
        auto ban = find_ban(facts_.parts, tables, rules_.for_paths());
        known_.emplace(tables, ban);
        return ban;
    }

private:
    const Facts& facts_;
    const BanRules& rules_;
    std::map<BanTables, std::shared_ptr<const Ban>> known_;
};

// Whitelisted mail is never spam, but it can be above the tag level.
bool is_tagged(const std::optional<double>& score, const Traits& recipient)
{
    constexpr double white_bonus = 10;
    const auto& level = recipient.levels.tag;
    if (recipient.sender.black || !level) return true;
    // Without a score nothing is above a level; Perl takes no score for 0 here.
    return score.value_or(0) - (recipient.sender.white ? white_bonus : 0) >=
           level->value;
}

void add_spam_categories(const std::optional<double>& score,
                         const Traits& recipient,
                         Verdict& to)
{
    const auto reaches = [&](const std::optional<Level>& level) {
        if (recipient.sender.white) return false;
        // As in Perl, no score is 0 here.
        return recipient.sender.black || (level && score.value_or(0) >= level->value);
    };
    const auto& levels = recipient.levels;
    const bool is_very_spammy = reaches(levels.tag3);
    to.is_tagged = is_tagged(score, recipient);
    to.is_spammy = is_very_spammy || reaches(levels.tag2);
    if (to.is_tagged) to.categories.push_back(tagged);
    if (to.is_spammy) to.categories.push_back(spammy);
    if (is_very_spammy) to.categories.push_back(very_spammy);
    if (reaches(levels.kill)) to.categories.push_back(spam_category);
}

// The most important category that is not to pass decides. Everything belongs to the
// last one, the catch-all.
void choose_destiny(const Facts& facts,
                    const Configuration& configuration,
                    const Subject& recipient,
                    Verdict& verdict)
{
    verdict.categories = in_order(std::move(verdict.categories));
    auto walk = verdict.categories;
    walk.push_back(catch_all);
    for (const auto& category : walk) {
        const auto ruling = rule_on(category, recipient, configuration);
        if (!ruling || !ruling->blocks()) continue;
        // Such a bounce would not be sent: the mail is better than nothing.
        if (ruling->destiny == Destiny::bounce && facts.is_bulk &&
            category.major == Major::bad_header)
            continue;
        verdict.destiny = ruling->destiny;
        verdict.blocking = category;
        return;
    }
}

// Whether the lists of senders are asked.
bool are_lists_asked(const std::vector<Verdict>& verdicts,
                     const std::vector<Recipient>& recipients)
{
    const auto is_blocked = [](const Verdict& one) { return one.blocking.has_value(); };
    const auto bypasses = [](const Recipient& one) { return one.traits.bypass_spam; };
    return !std::ranges::all_of(verdicts, is_blocked) &&
           !std::ranges::all_of(recipients, bypasses);
}

bool is_settled(const Recipient& recipient)
{
    return recipient.traits.sender.settled;
}

// RFC 3463: the system's rules are against it, or what of the message is.
std::string_view permanent_code(const Category& blocking)
{
    switch (blocking.major) {
    case Major::bad_header:
        // amavisd knows two of the keys; the others count as none.
        if (blocking.minor == 2) return "554 5.6.3";
        return blocking.minor == 0 ? "554 5.6.0" : "554 5.7.0";
    case Major::oversized:
        return "552 5.3.4";
    case Major::mta:
        return "550 5.3.5";
    default:
        return "554 5.7.0";
    }
}

// "554 5.6.0" -> "450 4.6.0"
std::string temporary_code(std::string_view code)
{
    return cat("450 4", code.substr(code.find('.')));
}

std::pair<std::string, std::string> start_of_reply(const Category& blocking,
                                                   Destiny destiny)
{
    const std::string code(permanent_code(blocking));
    switch (destiny) {
    case Destiny::discard:
        return {cat("250 2", code.substr(code.find('.'))), "Ok, discarded"};
    case Destiny::bounce:
        return {code, "Bounce"};
    case Destiny::reject:
        return {code, "Reject"};
    default:
        return {temporary_code(code), "Temporary failure"};
    }
}

// amavisd does not even take what is too large for all: the client hears of it, and no
// bounce is sent.
void refuse_what_nobody_takes(std::vector<Verdict>& verdicts)
{
    const auto is_too_large = [](const Verdict& one) {
        return one.blocking && one.blocking->major == Major::oversized;
    };
    if (!std::ranges::all_of(verdicts, is_too_large)) return;
    for (auto& verdict : verdicts)
        if (verdict.destiny == Destiny::bounce) verdict.destiny = Destiny::reject;
}

// What is blocked for everybody has no score, but levels hold for it as well.
void add_spam(const Facts& facts,
              const std::vector<Recipient>& recipients,
              const Configuration& configuration,
              Decision& decision)
{
    for (std::size_t i = 0; i < recipients.size(); ++i) {
        if (recipients[i].traits.bypass_spam) continue;
        auto& verdict = decision.verdicts[i];
        verdict.blocking.reset();
        verdict.destiny = Destiny::pass;
        const auto& traits = recipients[i].traits;
        add_spam_categories(score_for(traits, decision.spam), traits, verdict);
        choose_destiny(facts, configuration, recipients[i].subject, verdict);
    }
}

} // namespace

std::optional<Ruling> rule_on(const Category& category,
                              const Subject& recipient,
                              const Configuration& configuration)
{
    const auto* destinies = configuration.destinies.find(category);
    const auto* lovers = configuration.lovers.find(category);
    if (destinies == nullptr && lovers == nullptr) return {};
    Ruling ruling;
    if (destinies != nullptr) ruling.by = destinies->first(recipient);
    // What is no destiny is D_DISCARD to Perl; constants have been checked before.
    if (ruling.by) {
        const auto destiny = read_destiny(ruling.by->value);
        ruling.destiny = destiny ? *destiny : Destiny::discard;
    }
    if (ruling.destiny == Destiny::pass || lovers == nullptr) return ruling;
    auto lover = lovers->first(recipient);
    if (lover && lover->value.is_true()) ruling.lover = std::move(lover);
    return ruling;
}

Decision decide(const Facts& facts,
                const Configuration& configuration,
                std::vector<Recipient>& recipients)
{
    Decision decision;
    const auto bypasses_header = [](const Recipient& one) {
        return one.traits.bypass_header;
    };
    if (!std::ranges::all_of(recipients, bypasses_header))
        decision.header = judge_header(facts, configuration.header_tests);
    BanSearch bans(facts, configuration);
    for (const auto& recipient : recipients) {
        Verdict verdict;
        verdict.categories =
            content_categories(facts, decision.header, recipient.traits);
        verdict.ban = bans.for_recipient(recipient);
        if (verdict.ban) verdict.categories.push_back(banned);
        choose_destiny(facts, configuration, recipient.subject, verdict);
        decision.verdicts.push_back(std::move(verdict));
    }
    if (!are_lists_asked(decision.verdicts, recipients))
        for (auto& recipient : recipients)
            recipient.traits.sender = {};
    else if (!std::ranges::all_of(recipients, is_settled))
        decision.spam = facts.spam;
    decision.spam.virus_tests = facts.spam.virus_tests;
    decision.spam.virus_points = facts.spam.virus_points;
    add_spam(facts, recipients, configuration, decision);
    refuse_what_nobody_takes(decision.verdicts);
    add_unchecked(facts, decision.categories);
    add_header_faults(decision.header, decision.categories);
    for (const auto& verdict : decision.verdicts)
        std::ranges::copy(verdict.categories, std::back_inserter(decision.categories));
    decision.categories = in_order(std::move(decision.categories));
    return decision;
}

std::string Decision::banned() const
{
    for (const auto& verdict : verdicts)
        if (verdict.ban) return verdict.ban->reason;
    return "";
}

std::string
reply(const Category& blocking, Destiny destiny, bool soft_bounce, std::string_view why)
{
    auto [code, words] = start_of_reply(blocking, destiny);
    if (soft_bounce && destiny != Destiny::tempfail) {
        code = temporary_code(code);
        words += " (soft_bounce)";
    }
    return cat(code, ' ', words, why.empty() ? "" : ", ", why);
}

// It cannot pass, and a 5xx is no temporary failure.
Destiny destiny_of_refused(const Subject& recipient, const Configuration& configuration)
{
    constexpr Category refused{Major::mta, 2};
    const auto* maps = configuration.destinies.first({&refused, 1});
    const auto found = maps == nullptr ? config::Value() : maps->value(recipient);
    const auto destiny = read_destiny(found);
    const auto wanted = destiny ? *destiny : Destiny::discard;
    if (wanted == Destiny::discard) return wanted;
    if (configuration.soft_bounce) return Destiny::tempfail;
    return wanted == Destiny::bounce ? wanted : Destiny::reject;
}

std::string hits(const std::vector<std::optional<double>>& scores)
{
    std::optional<double> least;
    std::optional<double> most;
    for (const auto& score : scores) {
        if (!score) continue;
        least = std::min(least.value_or(*score), *score);
        most = std::max(most.value_or(*score), *score);
    }
    if (!least) return "-";
    constexpr double worth_telling = 0.1;
    if (*most - *least >= worth_telling)
        return cat(text::score(*least), "..", text::score(*most));
    const auto text = text::score(*least);
    // As amavisd's log has it; its header fields say 0.
    return text == "0" && *least < 0 ? "-0" : text;
}

} // namespace chainmail::policy
