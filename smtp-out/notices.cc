// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "notices.h"

#include "base/text.h"
#include "encoder.h"
#include "mail/address.h"
#include "mail/date.h"
#include "mail/xtext.h"
#include "notice/message.h"
#include "notice/standard_texts.h"
#include "os/log.h"

#include <algorithm>

namespace chainmail::smtp_out {

namespace {

using notice::Action;
using outcome::State;
using outcome::Told;
using text::cat;

notice::Kind kind_of(NoticePlan::Kind kind)
{
    if (kind == NoticePlan::Kind::administrator) return notice::Kind::administrator;
    return kind == NoticePlan::Kind::recipient ? notice::Kind::recipient
                                               : notice::Kind::sender;
}

std::string boundary(std::string mail_id)
{
    std::erase_if(mail_id, [](char c) { return !text::is_alnum(c); });
    return "----------=_chainmail" + mail_id;
}

bool asks_for_success(const wire::Envelope& envelope)
{
    return std::ranges::any_of(envelope.recipients, [](const wire::Recipient& one) {
        return text::upper(one.notify).find("SUCCESS") != std::string::npos;
    });
}

std::string_view about(const notice::Telling& telling)
{
    if (telling.has(Action::failed)) return "Delivery error report";
    return telling.has(Action::delayed) ? "Delivery delay report" : "Delivery report";
}

} // namespace

Notices::Notices(const Consignment& consignment,
                 const std::vector<std::string>& quarantine,
                 const std::vector<outcome::Outcome>& outcomes,
                 Permission permission,
                 std::uint64_t deadline_ms)
    : consignment_(consignment),
      quarantine_(quarantine),
      outcomes_(outcomes),
      permission_(std::move(permission)),
      deadline_ms_(deadline_ms)
{
}

void Notices::log(std::string_view text) const
{
    os::log(os::Level::warning, cat("(", consignment_.envelope.id, ") ", text));
}

std::string Notices::date() const
{
    return mail::date_time(
        static_cast<std::int64_t>(consignment_.envelope.time_ms / 1000));
}

notice::MailFacts Notices::facts() const
{
    auto facts = consignment_.plan.notice_facts;
    facts.envelope = &consignment_.envelope;
    facts.header = consignment_.content.header;
    facts.host_name = consignment_.surroundings.host_name;
    facts.quarantine = quarantine_;
    facts.asked_for_success = asks_for_success(consignment_.envelope);
    for (std::size_t i = 0; i < outcomes_.size(); ++i) {
        const auto& one = outcomes_[i];
        const auto address = cat("<", consignment_.envelope.recipients[i].addr, ">");
        if (one.state == State::delivered) {
            facts.delivered.push_back(address);
            continue;
        }
        facts.failed.push_back(address);
        const auto hop =
            one.answer.empty() ? std::string() : notice::next_hop(one.reply);
        facts.reports.push_back(cat(address,
                                    ":",
                                    hop.empty() ? "" : cat(" [", hop, "] said:"),
                                    "\n   ",
                                    one.reply));
    }
    return facts;
}

std::string Notices::fill_in(const NoticePlan& plan,
                             const std::string& form,
                             const notice::MailFacts& facts,
                             const std::vector<wire::Recipient>& to) const
{
    notice::NoticeFacts own;
    own.from = plan.header_from;
    own.date = date();
    for (const auto& one : to)
        own.to.push_back(cat("<", one.addr, ">"));
    const auto macros = notice::mail_macros(facts, own);
    const auto standard = notice::standard_text(kind_of(plan.kind));
    if (!form.empty()) {
        auto text = notice::expand(form, macros);
        if (text) return std::move(*text);
        log(cat("a template is not used: ", text.error().what));
    }
    return notice::expand(standard, macros).value();
}

// With "this recipient comes again" nothing is said of him yet.
bool Notices::is_about_settled(const NoticePlan& plan) const
{
    const auto& recipients = consignment_.envelope.recipients;
    for (std::size_t i = 0; i < outcomes_.size(); ++i) {
        if (outcomes_[i].state == State::deferred) continue;
        if (plan.kind != NoticePlan::Kind::recipient) return true;
        if (mail::with_lower_domain(recipients[i].addr) ==
            mail::with_lower_domain(plan.to.front()))
            return true;
    }
    return false;
}

std::unique_ptr<Notices::Sending> Notices::make(const NoticePlan& plan,
                                                const notice::MessageParts& parts,
                                                const notice::MailFacts& facts,
                                                const std::vector<wire::Recipient>& to,
                                                bool plain)
{
    const bool is_report = plan.kind == NoticePlan::Kind::sender;
    std::vector<std::pair<std::string, std::string>> fixed;
    if (is_report)
        fixed = {{"From", plan.header_from},
                 {"To", cat("<", to.front().addr, ">")},
                 {"Date", date()}};
    auto sending = std::make_unique<Sending>();
    sending->message = notice::make_message(parts, fixed);
    const auto& message = sending->message;
    auto& mail = sending->mail;
    mail.id = consignment_.envelope.id;
    mail.via = plan.via;
    mail.sender = plan.from;
    mail.recipients = to;
    mail.envid =
        envelope_id(plan.mail_id, consignment_.envelope.time_ms, facts.host_name);
    if (plain && !has_8bit(message.header) && !has_8bit(message.body))
        mail.body = "7BIT";
    mail.content = {message.header, message.body};
    mail.deadline_ms = deadline_ms_;
    sending->posting.emplace(
        mail, consignment_.surroundings, consignment_.sessions, permission_);
    return sending;
}

std::unique_ptr<Notices::Sending> Notices::make_notice(const NoticePlan& plan)
{
    std::vector<wire::Recipient> to;
    for (const auto& address : plan.to)
        to.push_back({address, {}, {}});
    if (!known_) known_ = facts();
    const auto& known = *known_;
    const auto text = fill_in(plan, plan.form, known, to);
    notice::MessageParts parts;
    parts.text = text;
    if (plan.kind == NoticePlan::Kind::administrator) {
        parts.header = known.header;
        parts.sender = consignment_.envelope.sender;
    }
    parts.boundary = boundary(plan.mail_id);
    return make(plan, parts, known, to, false);
}

std::string Notices::send(const NoticePlan& plan, Sending& sending)
{
    const auto posted = sending.posting->finish();
    if (!posted.refused.empty())
        log(cat("FAILED to notify ", text::join(plan.to, ", "), ": ", posted.refused));
    return posted.deferred;
}

std::string Notices::deferral(const NoticePlan& plan, const std::string& why) const
{
    return cat("temporarily unable to notify ", text::join(plan.to, ", "), ": ", why);
}

std::string Notices::begin_notices()
{
    for (const auto& plan : consignment_.plan.notices) {
        if (begun_notices_.size() == Courier::most_at_once) break;
        begun_notices_.push_back(is_about_settled(plan) ? make_notice(plan) : nullptr);
        if (begun_notices_.back() == nullptr) continue;
        const auto known = begun_notices_.back()->posting->begin();
        if (!known.deferred.empty()) return deferral(plan, known.deferred);
    }
    return {};
}

std::string Notices::send()
{
    const auto& plans = consignment_.plan.notices;
    for (std::size_t i = 0; i < plans.size(); ++i) {
        if (!is_about_settled(plans[i])) continue;
        if (i >= begun_notices_.size()) {
            begun_notices_.resize(i + 1);
            begun_notices_[i] = make_notice(plans[i]);
            begun_notices_[i]->posting->begin();
        }
        const auto sending = std::move(begun_notices_[i]);
        const auto deferred = send(plans[i], *sending);
        if (!deferred.empty()) return deferral(plans[i], deferred);
    }
    return {};
}

std::vector<notice::Fate> Notices::fates() const
{
    std::vector<notice::Fate> fates;
    for (std::size_t i = 0; i < outcomes_.size(); ++i) {
        const auto& plan = consignment_.plan.recipients[i];
        fates.push_back(
            {outcomes_[i], plan.to, plan.no_failure, plan.nothing, plan.warn});
    }
    return fates;
}

// A record without dsn.* still has a sender who must hear.
NoticePlan Notices::report_plan() const
{
    const auto& surroundings = consignment_.surroundings;
    NoticePlan plan;
    if (consignment_.plan.dsn) plan = *consignment_.plan.dsn;
    plan.kind = NoticePlan::Kind::sender;
    plan.from.clear();
    if (plan.via.empty()) plan.via = surroundings.notify_methods;
    if (plan.header_from.empty())
        plan.header_from = cat("<postmaster@", surroundings.host_name, ">");
    if (plan.mail_id.empty()) plan.mail_id = "R" + consignment_.plan.log.mail_id;
    return plan;
}

notice::Telling Notices::telling() const
{
    const auto& e = consignment_.envelope;
    return notice::choose(e, fates(), e.is_lmtp());
}

std::unique_ptr<Notices::Sending> Notices::make_report(const notice::Telling& telling)
{
    const auto& e = consignment_.envelope;
    const auto plan = report_plan();
    auto known = facts();
    const bool refused = std::ranges::any_of(outcomes_, [](const auto& one) {
        return one.state == State::rejected && !one.answer.empty();
    });
    if (refused && !known.is_blocked) {
        known.blocking = {2, 2}; // the next hop refused it
        known.is_blocked = true;
    }
    const auto sender = mail::with_lower_domain(e.sender);
    std::vector<wire::Recipient> to{
        {sender, "rfc822;" + mail::encode_xtext(sender), {}}};
    if (!plan.bcc.empty())
        to.push_back({plan.bcc, "rfc822;" + mail::encode_xtext(plan.bcc), {}});
    const bool other = refused && !plan.refused_form.empty();
    const auto text = fill_in(plan, other ? plan.refused_form : plan.form, known, to);
    const auto status = notice::status_text(
        e, fates(), telling, {known.host_name, known.mail_id, date()});
    notice::MessageParts parts;
    parts.text = text;
    parts.status = status;
    parts.about = about(telling);
    parts.header = known.header;
    parts.sender = e.sender;
    parts.boundary = boundary(plan.mail_id);
    return make(plan, parts, known, to, true);
}

std::string Notices::begin_report()
{
    const auto told = telling();
    if (!told.any() || told.has(Action::delayed) || told.has(Action::relayed))
        return {};
    begun_ = make_report(told);
    return begun_->posting->begin().deferred;
}

Notices::Report Notices::report()
{
    const auto told = telling();
    Report report;
    report.told.assign(outcomes_.size(), Told::nothing);
    bool sent = false;
    if (told.any()) {
        if (!begun_) {
            begun_ = make_report(told);
            begun_->posting->begin();
        }
        const auto posted = begun_->posting->finish();
        report.deferred = posted.deferred;
        sent = posted.is_done();
        if (!posted.refused.empty())
            log(cat("NOTICE: UNABLE TO SEND DSN to <",
                    consignment_.envelope.sender,
                    ">: ",
                    posted.refused));
    }
    for (std::size_t i = 0; i < outcomes_.size(); ++i) {
        const auto state = outcomes_[i].state;
        const bool passed_back = state == State::rejected &&
                                 (consignment_.envelope.is_lmtp() || !told.suppressed);
        if (told.actions[i] == Action::failed)
            report.told[i] = sent ? Told::by_mail : Told::suppressed;
        else if (state == State::bounced || (state == State::rejected && !passed_back))
            report.told[i] = Told::suppressed;
    }
    return report;
}

} // namespace chainmail::smtp_out
