// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "copies.h"

#include "base/text.h"
#include "defang.h"
#include "header_field.h"
#include "methods.h"
#include "new_address.h"
#include "notice_choice.h"
#include "spam_fields.h"
#include "subject_tag.h"

#include <algorithm>
#include <unordered_map>

namespace chainmail::policy {

namespace {

constexpr std::string_view spam_names[] = {"X-Spam-Status",
                                           "X-Spam-Level",
                                           "X-Spam-Flag",
                                           "X-Spam-Score",
                                           "X-Spam-Report",
                                           "X-Spam-Checker-Version",
                                           "X-Spam-Tests"};

// The recipients' addresses are not part of a copy: they differ in what is told to the
// next hop only.
class CopyMaker {
public:
    CopyMaker(const Occasion& occasion,
              const Decision& decision,
              const Recipient& recipient,
              const Verdict& verdict)
        : occasion_(occasion),
          configuration_(occasion.configuration),
          decision_(decision),
          recipient_(recipient),
          traits_(recipient.traits),
          verdict_(verdict)
    {
    }

    Copy make(bool changes_body)
    {
        note_kind();
        remove_fields();
        if (changes_body) change_body();
        add_marks();
        add_alerts();
        add_spam_fields();
        mark_subject();
        if (allows("Received")) copy_.inserted.push_back(occasion_.received);
        add_category();
        return std::move(copy_);
    }

private:
    bool allows(std::string_view name) const
    {
        return configuration_.allowed_fields.contains(text::lower(name));
    }

    bool has(const Category& category) const
    {
        return std::ranges::find(verdict_.categories, category) !=
               verdict_.categories.end();
    }

    void add(std::string_view name, std::string_view value)
    {
        if (allows(name)) copy_.inserted.push_back(field(name, value));
    }

    void note_kind()
    {
        for (const bool one : {has(infected),
                               verdict_.ban != nullptr,
                               has(bad_header),
                               traits_.local && verdict_.is_tagged,
                               traits_.local && verdict_.is_spammy})
            copy_.kind += one ? '1' : '0';
    }

    // Fields that only a filter on this side may set. Removed from every copy: behind
    // the next hop nobody could tell them from ours.
    void remove_fields()
    {
        const auto& facts = occasion_.facts;
        auto& removed = copy_.removed;
        if (allows("X-Amavis-Hold")) removed.emplace_back("X-Amavis-Hold");
        if (configuration_.remove_scanned_fields && configuration_.has_scanned_line &&
            facts.virus_check != Check::skipped)
            removed.push_back(configuration_.scanned_name);
        if (!traits_.remove_spam_fields || facts.spam.check == Check::skipped) return;
        // Without any, nothing would tell this copy from one that keeps them.
        for (const auto name : spam_names)
            if (mail::find(occasion_.header, name) != nullptr)
                removed.emplace_back(name);
    }

    void change_body()
    {
        manner_ =
            defang_manner(verdict_, recipient_, configuration_, occasion_.disclaimer);
        copy_.is_changed = !manner_.empty();
        if (text::equal_ignore_case(manner_, "disclaimer"))
            copy_.alterations = occasion_.disclaimer.arguments;
        copy_.is_wrapped = wraps(manner_);
        if (copy_.is_wrapped)
            copy_.explanation = defang_warnings(
                occasion_.facts, decision_, verdict_, recipient_, configuration_);
    }

    void add_marks()
    {
        if (!occasion_.facts.hold.empty()) add("X-Amavis-Hold", occasion_.facts.hold);
        if (traits_.local && occasion_.is_quarantined)
            add("X-Quarantine-ID", text::cat('<', occasion_.mail_id.id, '>'));
        if (!manner_.empty())
            add("X-Amavis-Modified",
                text::cat("Mail body modified (",
                          manner_.size() > 1 ? "using " + manner_ : "defanged",
                          ") - ",
                          configuration_.host_name));
        if (!traits_.bypass_virus && !configuration_.scanned_field.empty())
            copy_.inserted.push_back(configuration_.scanned_field);
    }

    void add_alerts()
    {
        if (!allows("X-Amavis-Alert")) return;
        if (has(infected))
            add("X-Amavis-Alert",
                text::cat("INFECTED, message contains virus: ",
                          join_names(occasion_.facts.viruses)));
        if (verdict_.ban)
            add("X-Amavis-Alert",
                text::cat("BANNED, message contains ", verdict_.ban->reason));
        copy_.tagged = has(infected) || verdict_.ban;
        // One that is mostly harmless does not count as a mark.
        if (has(bad_header) && !decision_.header.texts.empty())
            add("X-Amavis-Alert",
                text::cat("BAD HEADER SECTION, ", decision_.header.texts.front()));
    }

    void add_spam_fields()
    {
        if (!traits_.local) return;
        const auto is_own = [this](const SpamField& one) {
            return allows(one.name) &&
                   configuration_.own_fields.contains(text::lower(one.name));
        };
        if (verdict_.is_spammy && is_own({"X-Spam-Flag", ""})) copy_.tagged = true;
        if (!verdict_.is_tagged && !verdict_.is_spammy) return;
        for (auto& one : spam_fields(scored_for(traits_, decision_.spam),
                                     verdict_.is_spammy,
                                     traits_,
                                     configuration_.level_character)) {
            if (one.name == "X-Spam-Status" || one.name == "X-Spam-Level")
                copy_.kind += one.field;
            if (verdict_.is_tagged && is_own(one))
                copy_.inserted.push_back(std::move(one.field));
        }
    }

    void mark_subject()
    {
        if (!traits_.local) return;
        auto tag =
            subject_tag(verdict_, recipient_.subject, configuration_.subject_tags);
        if (tag.empty()) return;
        tag = expand_tag(tag,
                         {score_for(traits_, decision_.spam),
                          traits_.bypass_spam ? std::nullopt : traits_.levels.tag2,
                          verdict_.is_spammy,
                          configuration_.host_name,
                          occasion_.id,
                          occasion_.mail_id.id,
                          occasion_.time_ms});
        copy_.tagged = true;
        const auto subjects = mail::find_all(occasion_.header, "Subject");
        for (std::size_t i = 0; i < subjects.size(); ++i)
            copy_.replaced.push_back(
                {"Subject",
                 i + 1,
                 tagged_field(*subjects[i], tag, occasion_.smtputf8)});
        if (subjects.empty())
            copy_.inserted.push_back(field_of_tag(tag, occasion_.smtputf8));
    }

    // Only our own field is taken out: RFC 8601 5, for one that is alike.
    void add_category()
    {
        constexpr std::string_view name = "X-Amavis-Category";
        if (!allows(name)) return;
        const auto old = mail::find_all(occasion_.header, name);
        for (std::size_t i = 0; i < old.size(); ++i) {
            const auto value = mail::unfold(old[i]->value);
            const auto id = text::trim(
                std::string_view(value).substr(0, value.find_first_of("; /")));
            if (id.empty() || text::equal_ignore_case(id, configuration_.authserv_id))
                copy_.replaced.push_back({std::string(name), i + 1, ""});
        }
        add(name,
            text::cat(configuration_.authserv_id,
                      "; category=",
                      display_name(verdict_.categories.front())));
    }

    const Occasion& occasion_;
    const Configuration& configuration_;
    const Decision& decision_;
    const Recipient& recipient_;
    const Traits& traits_;
    const Verdict& verdict_;
    std::string manner_; ///< in which the body is changed, "" is not at all
    Copy copy_;
};

// The first category that has a key decides, be its answer nothing.
std::vector<std::string> methods(const Verdict& verdict,
                                 const Subject& recipient,
                                 const Configuration& configuration)
{
    const auto* maps = configuration.forward_methods.first(verdict.categories);
    if (maps == nullptr) return {};
    return methods_of(maps->value(recipient));
}

std::string
first_text(const ByCategory& table, const Verdict& verdict, const Subject& recipient)
{
    const auto* maps = table.first(verdict.categories);
    return maps == nullptr ? "" : maps->value(recipient).text().value_or("");
}

// The extension wins over the new address, as in amavisd.
std::string new_address(const Verdict& verdict,
                        const Recipient& recipient,
                        const Configuration& configuration)
{
    if (!recipient.traits.local) return "";
    const auto& delimiters = configuration.keys.delimiter;
    if (!delimiters.empty())
        if (const auto extension =
                first_text(configuration.extensions, verdict, recipient.subject);
            !extension.empty())
            return with_extension(
                recipient.path, extension, delimiters, configuration.replace_extension);
    const auto wanted = first_text(configuration.rewriting, verdict, recipient.subject);
    // Of a list the first address counts, as in amavisd.
    const auto address =
        text::trim(std::string_view(wanted).substr(0, wanted.find(',')));
    return address.empty() ? "" : rewritten(recipient.path, address, delimiters);
}

// What tells copies apart: two recipients with the same get the same bytes. That the
// mail is kept, and under which name, is worth no copy of its own, as in amavisd: the
// first recipient's is that of all.
std::string key_of(const Copy& copy)
{
    constexpr std::string_view name_in_quarantine = "X-Quarantine-ID:";
    std::string key = copy.kind + '\n';
    for (const auto* part : {&copy.via,
                             &copy.removed,
                             &copy.inserted,
                             &copy.explanation,
                             &copy.alterations}) {
        for (const auto& line : *part)
            if (!line.starts_with(name_in_quarantine)) key += line + '\n';
        key += '\n';
    }
    for (const auto& one : copy.replaced)
        key += text::cat(one.name, one.number, one.field, '\n');
    return key + (copy.tagged ? '1' : '0') + (copy.is_wrapped ? '1' : '0');
}

using Numbers = std::unordered_map<std::string, std::size_t>;

// Recipients of equal copies share one.
std::size_t add_copy(Copy copy, Numbers& numbers, Copies& to)
{
    const auto known = numbers.emplace(key_of(copy), to.copies.size() + 1);
    if (known.second) to.copies.push_back(std::move(copy));
    return known.first->second;
}

// As amavisd makes it: nothing is bypassed, nothing scored, the body stays as it is;
// the categories are those of the message.
Copy make_extra_copy(const Occasion& occasion,
                     Decision decision,
                     const Recipient& recipient)
{
    auto verdict = verdict_of_all(decision);
    verdict.blocking.reset();
    const auto has = [&](const Category& category) {
        return std::ranges::find(verdict.categories, category) !=
               verdict.categories.end();
    };
    verdict.is_tagged = has(tagged);
    verdict.is_spammy = has(spammy);
    const auto banned = std::ranges::find_if(
        decision.verdicts, [](const Verdict& one) { return one.ban != nullptr; });
    if (banned != decision.verdicts.end()) verdict.ban = banned->ban;
    const auto autolearn = decision.spam.autolearn;
    decision.spam = {};
    decision.spam.autolearn = autolearn;
    auto copy = CopyMaker(occasion, decision, recipient, verdict).make(false);
    copy.via = occasion.configuration.notices.via;
    return copy;
}

void add_extra(const Occasion& occasion,
               const Decision& decision,
               Numbers& numbers,
               Copies& to)
{
    const auto& configuration = occasion.configuration;
    const auto address = extra_address(configuration, decision);
    if (address.empty()) return;
    Recipient recipient{Subject(address, configuration.keys), {}, address};
    recipient.traits = traits_of(recipient.subject, occasion.facts, configuration);
    recipient.traits.bypass_virus = recipient.traits.bypass_spam = false;
    auto copy = make_extra_copy(occasion, decision, recipient);
    const auto number = add_copy(std::move(copy), numbers, to);
    to.extra = Extra{std::move(recipient), number};
}

} // namespace

std::string extra_address(const Configuration& configuration, const Decision& decision)
{
    if (configuration.notices.via.empty()) return "";
    return choose_text(
               configuration.copied_to, verdict_of_all(decision), Subject("", {}))
        .value_or("");
}

Copy make_copy(const Occasion& occasion,
               const Decision& decision,
               const Recipient& recipient,
               const Verdict& verdict)
{
    auto copy = CopyMaker(occasion, decision, recipient, verdict).make(true);
    copy.via = methods(verdict, recipient.subject, occasion.configuration);
    const auto& resend_via = occasion.configuration.resend_via;
    if (copy.is_changed && !resend_via.empty()) copy.via = resend_via;
    return copy;
}

Result<Copies> make_copies(const Occasion& occasion,
                           const Decision& decision,
                           const std::vector<Recipient>& recipients)
{
    Copies all;
    Numbers numbers;
    for (std::size_t i = 0; i < recipients.size(); ++i) {
        const auto& verdict = decision.verdicts[i];
        if (verdict.destiny != Destiny::pass) {
            all.numbers.push_back(0);
            all.addresses.emplace_back();
            continue;
        }
        auto copy = make_copy(occasion, decision, recipients[i], verdict);
        if (copy.via.empty())
            return permanent(text::cat("no delivery method for <",
                                       recipients[i].subject.address(),
                                       ">: set $forward_method"));
        all.numbers.push_back(add_copy(std::move(copy), numbers, all));
        all.addresses.push_back(
            new_address(verdict, recipients[i], occasion.configuration));
    }
    add_extra(occasion, decision, numbers, all);
    return all;
}

} // namespace chainmail::policy
