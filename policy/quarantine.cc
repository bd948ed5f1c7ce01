// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "quarantine.h"

#include "base/text.h"
#include "notice_choice.h"

#include <algorithm>
#include <map>

namespace chainmail::policy {

namespace {

using text::cat;

bool is_spam(const Verdict& verdict)
{
    const auto major = verdict.main().major;
    return major == Major::spam || major == Major::spammy;
}

// Spam that is beyond doubt is not worth keeping.
bool is_cut_off(const Recipient& recipient,
                const Verdict& verdict,
                const SpamFacts& spam,
                const Maps& cutoff)
{
    if (!is_spam(verdict)) return false;
    const auto level = cutoff.value(recipient.subject);
    if (level.text().value_or("").empty()) return false;
    const auto& sender = recipient.traits.sender;
    if (sender.black && !sender.white) return true;
    return score_for(recipient.traits, spam).value_or(0) >= to_number(level);
}

// "%a" keeps the recipient's own address.
std::string place_of(const std::string& place, const Recipient& recipient)
{
    return place == "%a" ? recipient.subject.address() : place;
}

class Targets {
public:
    explicit Targets(const QuarantineSettings& settings) : settings_(settings) {}

    void add(const std::string& method, const std::string& place, bool archived)
    {
        if (method.empty() || place.empty()) return;
        // A place with "@" is somebody's mailbox: it goes there by mail.
        const bool local = text::starts_with_ignore_case(method, "local:");
        const bool by_mail = local && place.find('@') != std::string::npos;
        if (local && !by_mail && is_nowhere(place)) return;
        const auto via = by_mail ? settings_.mail_by : std::vector{method};
        const auto found = std::ranges::find(all_, via, &QuarantineTarget::via);
        auto& target = found == all_.end() ? all_.emplace_back() : *found;
        target.via = via;
        if (std::ranges::find(target.places, place) == target.places.end())
            target.places.push_back(place);
        (archived ? target.archived : target.quarantined) = true;
    }

    bool is_nowhere(const std::string& place) const
    {
        const auto alias = settings_.aliases.find(place);
        return alias == settings_.aliases.end() ? !settings_.has_directory
                                                : !alias->second;
    }

    std::vector<QuarantineTarget> take() { return std::move(all_); }

private:
    const QuarantineSettings& settings_;
    std::vector<QuarantineTarget> all_;
};

void add_for_recipient(const QuarantineSettings& settings,
                       const Recipient& recipient,
                       const Verdict& verdict,
                       const SpamFacts& spam,
                       Targets& to)
{
    const auto& who = recipient.subject;
    const auto method = choose_text(settings.methods, verdict, who).value_or("");
    const auto place = choose_text(settings.places, verdict, who).value_or("");
    if (!is_cut_off(recipient, verdict, spam, settings.cutoff))
        to.add(method, place_of(place, recipient), false);
    if (settings.archive.empty()) return;
    const auto archive = settings.archive_places.value(who).text().value_or("");
    to.add(settings.archive, place_of(archive, recipient), true);
}

void add_for_sender(const QuarantineSettings& settings,
                    const MessageRules& rules,
                    const Verdict& all,
                    Targets& to)
{
    if (all.categories.front().major != Major::spam || rules.senders.empty()) return;
    const auto& sender = rules.senders.front();
    const auto method = choose_text(settings.methods, all, sender).value_or("");
    to.add(method, settings.places_by_sender.value(sender).text().value_or(""), false);
}

bool is_local_atom(std::string_view local)
{
    if (local.empty() || local.front() == '.' || local.back() == '.') return false;
    if (local.find("..") != std::string_view::npos) return false;
    return std::ranges::all_of(local, [](char c) {
        return text::is_alnum(c) || text::is_8bit(c) ||
               std::string_view("!#$%&'*+/=?^_`{|}~.-").find(c) !=
                   std::string_view::npos;
    });
}

std::string quoted(std::string_view local)
{
    std::string out = "\"";
    for (const char c : local) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

} // namespace

std::string in_brackets(std::string_view address)
{
    if (address.empty()) return "<>";
    const auto at = address.rfind('@');
    const auto local = address.substr(0, at);
    const bool plain = is_local_atom(local) || local.starts_with('"');
    return cat("<",
               plain ? std::string(local) : quoted(local),
               at == address.npos ? "" : address.substr(at),
               ">");
}

std::vector<QuarantineTarget> choose_quarantine(const MessageRules& rules,
                                                const Decision& decision)
{
    const auto& settings = rules.configuration->quarantine;
    Targets targets(settings);
    for (std::size_t i = 0; i < rules.recipients.size(); ++i)
        add_for_recipient(settings,
                          rules.recipients[i],
                          decision.verdicts[i],
                          decision.spam,
                          targets);
    add_for_sender(settings, rules, verdict_of_all(decision), targets);
    return targets.take();
}

void write_quarantine(const std::vector<QuarantineTarget>& targets,
                      const QuarantinedMail& mail,
                      wire::Builder& to)
{
    if (targets.empty()) return;
    const auto fields = quarantine_fields(mail);
    const auto& settings = mail.rules.configuration->quarantine;
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const auto prefix = cat("quarantine.", i + 1, '.');
        to.add(prefix + "via", targets[i].via);
        for (const auto& place : targets[i].places)
            to.add(prefix + "to", place);
        to.add(prefix + "from", settings.sender.value_or(mail.envelope.sender));
        if (targets[i].quarantined) to.add(prefix + "quarantined", "1");
        if (targets[i].archived) to.add(prefix + "archived", "1");
        for (const auto& field : fields)
            to.add(prefix + "insert", field);
    }
}

} // namespace chainmail::policy
