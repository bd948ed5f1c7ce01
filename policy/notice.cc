// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "notice.h"

#include "base/text.h"
#include "copies.h"
#include "mail/address.h"
#include "notice_choice.h"

#include <algorithm>

namespace chainmail::policy {

namespace {

using text::cat;

bool is_spam(const Verdict& verdict)
{
    const auto major = verdict.main().major;
    return major == Major::spam || major == Major::spammy;
}

bool reaches(const config::Value& level, double score)
{
    return !level.text().value_or("").empty() && score >= to_number(level);
}

// A rule can say DISCARD of what it bans: worms that have made up their sender.
bool discards(const Ban& ban)
{
    return std::ranges::any_of(ban.parts, [](const BannedPart& part) {
        return part.value.starts_with("DISCARD");
    });
}

class Writer {
public:
    Writer(const NoticedMail& mail, const MakeId& make_id, wire::Builder& to)
        : mail_(mail),
          settings_(mail.rules.configuration->notices),
          make_id_(make_id),
          to_(to),
          all_(verdict_of_all(mail.decision))
    {
    }

    Status write()
    {
        write_administrators();
        for (std::size_t i = 0; i < mail_.rules.recipients.size(); ++i)
            write_recipient(i);
        write_sender();
        if (written_) {
            to_.add("notice.main", text(all_.categories.front()));
            if (all_.blocking) to_.add("notice.blocking", text(*all_.blocking));
        }
        return error_;
    }

private:
    const Recipient& recipient(std::size_t i) const
    {
        return mail_.rules.recipients[i];
    }
    const Verdict& verdict(std::size_t i) const { return mail_.decision.verdicts[i]; }
    double score(std::size_t i) const
    {
        return score_for(recipient(i).traits, mail_.decision.spam).value_or(0);
    }

    void add_id(const std::string& name)
    {
        const auto id = make_id_();
        if (!id)
            error_ = id.error();
        else
            to_.add(name, *id);
        written_ = true;
    }

    // "" for a template that is set to be empty: no notice.
    std::optional<std::string>
    form(const ByCategory& templates, const Verdict& verdict, const Subject& who) const
    {
        const auto text = choose_text(templates, verdict, who);
        if (text && text->empty()) return {};
        return text.value_or("");
    }

    std::string header_from(const NoticeForm& form,
                            const Verdict& verdict,
                            const Subject& who) const
    {
        return with_host(choose_text(form.header_from, verdict, who).value_or(""),
                         mail_.rules.configuration->host_name);
    }

    // undef is the address in the From field.
    std::string mail_from(const NoticeForm& form,
                          const Verdict& verdict,
                          const Subject& who,
                          std::string_view from) const
    {
        if (const auto given = choose_text(form.mail_from, verdict, who)) return *given;
        const auto found = mail::find_addresses(from, 1);
        return found.empty() ? std::string() : found.front();
    }

    void write_notice(std::string_view kind,
                      const NoticeForm& form,
                      const Verdict& verdict,
                      const Subject& who,
                      const std::string& text,
                      const std::vector<std::string>& addresses)
    {
        const auto prefix = cat("notice.", ++notices_, '.');
        const auto from = header_from(form, verdict, who);
        to_.add(prefix + "kind", kind);
        to_.add(prefix + "via", settings_.via);
        to_.add(prefix + "from", mail_from(form, verdict, who, from));
        to_.add(prefix + "header-from", from);
        for (const auto& address : addresses)
            to_.add(prefix + "to", mail::with_lower_domain(address));
        add_pieces(to_, prefix + "template", text);
        add_id(prefix + "mail-id");
    }

    void add_administrator(std::vector<std::string>& to, const std::string& address)
    {
        if (!address.empty() && std::ranges::find(to, address) == to.end())
            to.push_back(address);
    }

    std::string administrator_for(std::size_t i) const
    {
        const auto& who = recipient(i).subject;
        const auto address =
            choose_text(settings_.administrators, verdict(i), who).value_or("");
        if (!is_spam(verdict(i))) return address;
        const auto level = settings_.administrator_cutoff.value(who);
        const auto& sender = recipient(i).traits.sender;
        const bool given = !level.text().value_or("").empty();
        if (given && sender.black && !sender.white) return {};
        return reaches(level, score(i)) ? std::string() : address;
    }

    void write_administrators()
    {
        std::vector<std::string> addresses;
        for (std::size_t i = 0; i < mail_.rules.recipients.size(); ++i) {
            add_administrator(addresses, administrator_for(i));
            if (verdict(i).categories.front().major == Major::virus)
                add_administrator(
                    addresses,
                    settings_.new_virus_administrators.value(recipient(i).subject)
                        .text()
                        .value_or(""));
        }
        if (addresses.empty()) return;
        const auto& who = recipient(0).subject;
        const auto text = form(settings_.administrator.templates, all_, who);
        if (text)
            write_notice(
                "administrator", settings_.administrator, all_, who, *text, addresses);
    }

    void write_recipient(std::size_t i)
    {
        const auto& who = recipient(i).subject;
        if (!choose(settings_.warned_recipients, verdict(i), who).is_true()) return;
        if (!settings_.warns_everywhere && !recipient(i).traits.local) return;
        const auto text = form(settings_.recipient.templates, verdict(i), who);
        if (text)
            write_notice("recipient",
                         settings_.recipient,
                         verdict(i),
                         who,
                         *text,
                         {mail_.envelope.recipients[i].addr});
    }

    bool warns_sender(std::size_t i) const
    {
        return !verdict(i).blocking &&
               choose(settings_.warned_senders, verdict(i), recipient(i).subject)
                   .is_true();
    }

    // With one recipient who neither bounces nor wants to hear of a success, and nobody
    // else who gets the mail, the client hears all there is.
    bool may_be_needed() const
    {
        if (mail_.envelope.sender.empty()) return false;
        if (mail_.envelope.recipients.size() > 1) return true;
        const auto& configuration = *mail_.rules.configuration;
        if (!extra_address(configuration, mail_.decision).empty()) return true;
        if (destiny_of_refused(recipient(0).subject, configuration) == Destiny::bounce)
            return true;
        return !mail_.envelope.recipients[0].notify.empty() ||
               verdict(0).destiny == Destiny::bounce || warns_sender(0);
    }

    void write_sender()
    {
        if (!may_be_needed()) return;
        for (std::size_t i = 0; i < mail_.rules.recipients.size(); ++i) {
            const auto name = cat("rcpt.", i + 1, ".dsn");
            const auto silence = silence_for(mail_, i);
            if (!silence.of_all.empty())
                to_.add(name, std::vector<std::string>{"no", silence.of_all});
            else if (!silence.of_failure.empty())
                to_.add(name,
                        std::vector<std::string>{"no-failure", silence.of_failure});
            else if (warns_sender(i))
                to_.add(name, "warn");
        }
        const auto& who = recipient(0).subject;
        const auto& form = settings_.sender;
        to_.add("dsn.via", settings_.via);
        to_.add("dsn.header-from", header_from(form, all_, who));
        const auto text = choose_text(form.templates, all_, who).value_or("");
        add_pieces(to_, "dsn.template", text);
        write_refused_template(text);
        const auto bcc = choose_text(settings_.bcc, all_, who).value_or("");
        if (!bcc.empty()) to_.add("dsn.bcc", bcc);
        add_id("dsn.mail-id");
    }

    // The next hop's refusal is a category of its own, below those of contents.
    void write_refused_template(const std::string& usual)
    {
        if (all_.blocking) return;
        Verdict refused = all_;
        refused.blocking = Category{Major::mta, 2};
        const auto text =
            choose_text(settings_.sender.templates, refused, recipient(0).subject)
                .value_or("");
        if (text != usual) add_pieces(to_, "dsn.refused-template", text);
    }

    const NoticedMail& mail_;
    const NoticeSettings& settings_;
    const MakeId& make_id_;
    wire::Builder& to_;
    Verdict all_;
    Status error_;
    std::size_t notices_ = 0;
    bool written_ = false;
};

} // namespace

void add_pieces(wire::Builder& to, const std::string& name, std::string_view text)
{
    // An escaped byte takes three; a line of the record has 64 KiB.
    constexpr std::size_t piece_bytes = 16U << 10U;
    while (!text.empty()) {
        to.add(name, text.substr(0, piece_bytes));
        text.remove_prefix(std::min(piece_bytes, text.size()));
    }
}

Silence silence_for(const NoticedMail& mail, std::size_t recipient)
{
    const auto& settings = mail.rules.configuration->notices;
    const auto& who = mail.rules.recipients[recipient];
    const auto& verdict = mail.decision.verdicts[recipient];
    const bool credible = mail.rules.configuration->originating;
    if (verdict.categories.front().major == Major::virus)
        for (const auto& name : mail.facts.viruses)
            if (settings.faking_viruses.by_name(name).is_true())
                return {{}, cat("INFECTED: ", name)};
    if (verdict.ban && discards(*verdict.ban))
        return {{}, cat("BANNED: ", verdict.ban->reason)};
    const auto score = score_for(who.traits, mail.decision.spam).value_or(0);
    const auto& by_sender =
        credible ? settings.credible_cutoff_by_sender : settings.cutoff_by_sender;
    if (reaches(by_sender.value(mail.rules.senders.front()), score))
        return {{}, "spam level is above the cut-off of the sender"};
    const auto level =
        (credible ? settings.credible_cutoff : settings.cutoff).value(who.subject);
    const bool black = who.traits.sender.black && !who.traits.sender.white;
    if (reaches(level, score) || (black && !level.is_undef()))
        return {{}, "spam level is above the cut-off of the recipient"};
    if (!mail.facts.is_bulk) return {};
    const bool is_clean = verdict.categories.front().major <= Major::clean;
    // That clean mail may not pass is no fault of the mail.
    if (is_clean && verdict.blocking) return {};
    if (!is_clean) return {{}, "bulk mail"};
    return {"bulk mail", {}};
}

Status write_notices(const NoticedMail& mail, const MakeId& make_id, wire::Builder& to)
{
    return Writer(mail, make_id, to).write();
}

std::string with_host(std::string_view value, std::string_view host)
{
    std::string out;
    while (!value.empty()) {
        const auto at = value.find('$');
        out += value.substr(0, at);
        if (at == value.npos) break;
        value.remove_prefix(at);
        bool known = false;
        for (const auto* name : {"${myhostname}",
                                 "${myhostname_utf8}",
                                 "${myhostname_ascii}",
                                 "$myhostname_utf8",
                                 "$myhostname_ascii",
                                 "$myhostname"}) {
            if (!text::starts_with_ignore_case(value, name)) continue;
            out += host;
            value.remove_prefix(std::string_view(name).size());
            known = true;
            break;
        }
        if (known) continue;
        out += '$';
        value.remove_prefix(1);
    }
    return out;
}

} // namespace chainmail::policy
