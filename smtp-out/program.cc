// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "program.h"

#include "base/text.h"
#include "descriptors.h"
#include "encoder.h"
#include "log_form.h"
#include "mail/charset.h"
#include "maildir_delivery.h"
#include "os/clock.h"
#include "os/fd.h"
#include "os/log.h"
#include "outcome/combine.h"
#include "own_content.h"
#include "quarantine.h"
#include "settlement.h"
#include "stage/filter.h"
#include "wire/reader.h"
#include "wire/reply.h"

#include <algorithm>
#include <ctime>
#include <iterator>
#include <poll.h>

namespace chainmail::smtp_out {

namespace {

using text::cat;

// The number behind those of wire::Writer: the last program of the chain.
constexpr auto stage_number = static_cast<std::uint32_t>(wire::Writer::policy) + 1;

// What smtp-in may take to pass a reply on.
constexpr std::uint64_t passing_on_ms = 3'000;

// The next record, or its beginning, comes before a kept session is too old.
bool has_input()
{
    pollfd input{record_fd, POLLIN, 0};
    return ::poll(&input, 1, Sessions::most_idle_ms) != 0;
}

Status check_order(const wire::Envelope& envelope, std::uint64_t seq)
{
    if (envelope.seq == seq) return {};
    return permanent(cat("record ", envelope.seq, " where ", seq, " was due"));
}

// The header section must end where a line does, or a field would be torn apart.
Status check_content(const wire::Envelope& envelope, const Content& content)
{
    if (content.header.empty() || content.header.ends_with('\n')) return {};
    if (envelope.header_length == envelope.length) return {};
    return permanent("header-length ends within a line");
}

// What a form of the site's own is filled in with.
notice::MailFacts facts_for_form(const Consignment& consignment,
                                 const std::vector<outcome::LogRecipient>& recipients)
{
    auto facts = consignment.plan.notice_facts;
    facts.envelope = &consignment.envelope;
    facts.header = consignment.content.header;
    facts.host_name = consignment.surroundings.host_name;
    facts.tests = consignment.plan.log_tests;
    if (!facts.is_blocked && outcome::is_blocked_by_hop(recipients)) {
        if (facts.main.major < 2) facts.main = {2, 0};
        facts.blocking = {2, 0};
        facts.is_blocked = true;
    }
    return facts;
}

// A form that cannot be used is no reason to log nothing.
std::vector<std::string>
main_lines(const Consignment& consignment,
           const outcome::LogFacts& facts,
           const std::vector<outcome::LogRecipient>& recipients)
{
    const auto& plan = consignment.plan;
    const auto& form = plan.log_form;
    if (!form) return outcome::log_lines(facts, recipients);
    const auto mail = facts_for_form(consignment, recipients);
    auto lines = formed_lines(
        *form, {facts, recipients, mail, plan.log_reached, plan.log_required});
    if (lines) return std::move(*lines);
    os::log_about(os::Level::warning,
                  consignment.envelope.id,
                  cat("$log_templ is not used: ", lines.error().what));
    return outcome::log_lines(facts, recipients);
}

void log_main_lines(const Consignment& consignment,
                    const Quarantine& quarantine,
                    const std::vector<outcome::Outcome>& outcomes)
{
    const auto& e = consignment.envelope;
    const auto& plan = consignment.plan;
    auto facts = plan.log;
    facts.quarantine = quarantine.places();
    facts.quarantined = quarantine.has_quarantined();
    facts.archived = quarantine.has_archived();
    const auto now = os::unix_ms();
    facts.elapsed_ms = now > e.time_ms ? now - e.time_ms : 0;
    std::vector<outcome::LogRecipient> recipients;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        const auto& planned = plan.recipients[i];
        const bool tagged = planned.tagged || (planned.destiny == Destiny::pass &&
                                               plan.copies[planned.copy].tagged);
        recipients.push_back(
            {e.recipients[i].addr, planned.local, tagged, outcomes[i]});
    }
    for (const auto& line : main_lines(consignment, facts, recipients))
        os::log_about(os::Level::notice, e.id, line);
}

Result<std::string> reply_record(const wire::Envelope& envelope,
                                 const std::vector<outcome::Outcome>& outcomes)
{
    wire::Reply reply;
    reply.id = envelope.id;
    reply.seq = envelope.seq;
    reply.text = outcome::combine(outcomes, envelope.id);
    // Who is not in the envelope is nobody to the client.
    for (std::size_t i = 0; i < envelope.recipients.size(); ++i) {
        const auto& one = outcomes[i];
        const bool by_mail =
            one.told != outcome::Told::nothing && one.state == outcome::State::rejected;
        reply.recipients.push_back(
            {outcome::reply_for(one, envelope.recipients[i].addr),
             std::string(name(by_mail ? outcome::State::bounced : one.state))});
    }
    return wire::write_reply(reply);
}

wire::Envelope with_bcc(wire::Envelope envelope, const std::string& bcc)
{
    if (!bcc.empty()) envelope.recipients.push_back({bcc, {}, "NEVER"});
    return envelope;
}

Error about(const wire::Envelope& envelope, const Error& error)
{
    return {error.fault, cat("(", envelope.id, ") ", error.what)};
}

} // namespace

std::vector<std::string> SmtpOut::settings() const
{
    std::vector<std::string> names{"$forward_method",
                                   "$localhost_name",
                                   "$myhostname",
                                   "$notify_method",
                                   "$QUARANTINEDIR",
                                   "$quarantine_subdir_levels",
                                   "$mail_digest_algorithm",
                                   "$propagate_dsn_if_possible",
                                   "$terminate_dsn_on_notify_success",
                                   "%local_delivery_aliases"};
    std::ranges::move(disclaimer_setting_names(), std::back_inserter(names));
    return names;
}

Result<std::string> SmtpOut::load(const config::Settings& settings)
{
    const auto hello = settings.as_text("$localhost_name");
    if (!hello) return hello.error();
    const auto host = settings.as_text("$myhostname");
    if (!host) return host.error();
    surroundings_.hello = hello->value_or("localhost");
    surroundings_.host_name = host->value_or("localhost");
    for (const auto* name : {"$forward_method", "$notify_method"})
        if (auto taken = take_method(settings, name); !taken) return taken.error();
    for (const auto& one : settings.list("$notify_method"))
        surroundings_.notify_methods.push_back(one.text().value_or(""));
    std::erase(surroundings_.notify_methods, "");
    surroundings_.passes_dsn = settings.as_bool("$propagate_dsn_if_possible");
    surroundings_.ends_success_dsn =
        settings.as_bool("$terminate_dsn_on_notify_success");
    if (auto taken = take_quarantine(settings); !taken) return taken.error();
    take_disclaimers(settings);
    // Of the log's and the quarantine's dates; cannot be read later.
    ::tzset();
    // For the header in notices, and disclaimers.
    mail::warm_charsets();
    return cat(
        "delivers by ",
        settings.as_text("$forward_method").value().value_or("what policy says"));
}

// What needs more rights than are left later: directories and names.
Status SmtpOut::take_method(const config::Settings& settings, std::string_view name)
{
    for (const auto& one : settings.list(name)) {
        const auto text = one.text().value_or("");
        if (text.empty()) continue;
        if (auto taken = take_method(settings, name, text); !taken) return taken;
    }
    return {};
}

Status SmtpOut::take_method(const config::Settings& settings,
                            std::string_view name,
                            const std::string& text)
{
    const auto method = parse_method(text);
    if (!method) return settings.refuse(name, method.error().what);
    if (method->kind == Method::Kind::maildir) {
        if (auto made = make_maildir(method->path); !made) return made;
        writable_.push_back(method->path);
        return {};
    }
    if (method->host == "*" || addresses_of(*method, {})) return {};
    auto addresses = look_up(method->host);
    if (!addresses) return addresses.error();
    surroundings_.hosts[method->host] = std::move(*addresses);
    return {};
}

Status SmtpOut::take_quarantine(const config::Settings& settings)
{
    auto read = read_quarantine_settings(settings);
    if (!read) return read.error();
    quarantine_ = std::move(*read);
    std::vector<std::string> missing;
    for (auto& place : writable_places(quarantine_, missing))
        writable_.push_back(std::move(place));
    for (const auto& place : missing)
        os::log(os::Level::warning,
                cat("quarantine: no directory ",
                    place,
                    ": mail that is to be kept there is deferred until it is made and "
                    "chainmail reloaded"));
    return {};
}

// What is wrong with them is no reason to let all other mail wait.
void SmtpOut::take_disclaimers(const config::Settings& settings)
{
    std::vector<std::string> remarks;
    disclaimers_ = DisclaimerFiles::read(settings, remarks);
    for (const auto& remark : remarks)
        os::log(os::Level::warning, remark);
}

os::Confinement SmtpOut::confinement() const
{
    os::Confinement needed;
    needed.connects = true;
    needed.writable = writable_;
    return needed;
}

Status SmtpOut::serve(stage::Connection& connection)
{
    wire::Reader reader(record_fd);
    Sessions sessions;
    for (std::uint64_t seq = 1;; ++seq) {
        if (sessions.has_any() && !reader.has_record() && !has_input())
            sessions.close();
        const auto record = reader.next();
        if (!record) return record.error();
        if (!*record) return {};
        if (connection.in_chain && reader.has_more())
            return permanent("a second record came before the reply to the first");
        if (auto done = handle(**record, sessions, connection, seq); !done) return done;
    }
}

Status SmtpOut::handle(const wire::Record& record,
                       Sessions& sessions,
                       const stage::Connection& connection,
                       std::uint64_t seq)
{
    auto& slot = *connection.slot;
    const auto envelope = wire::read_envelope(record);
    if (!envelope) return envelope.error();
    slot.stage = stage_number;
    if (!os::die_at(envelope->deadline_ms))
        return about(*envelope, temporary("the deadline is past"));
    if (auto ok = check_order(*envelope, seq); !ok) return about(*envelope, ok.error());
    if (auto ok = stage::check_envelope(record, envelope_fd); !ok)
        return about(*envelope, ok.error());
    const auto plan = read_plan(record, *envelope);
    if (!plan) return about(*envelope, plan.error());
    const auto message = os::Mapping::of(message_fd, envelope->length);
    if (!message) return about(*envelope, message.error());
    const auto parties = with_bcc(*envelope, plan->bcc);
    Consignment consignment{surroundings_,
                            sessions,
                            parties,
                            *plan,
                            split_content(message->view(), envelope->header_length),
                            has_8bit(message->view())};
    if (auto ok = check_content(*envelope, consignment.content); !ok)
        return about(*envelope, ok.error());
    consignment.own = own_contents(consignment, disclaimers_);
    Quarantine quarantine(
        consignment, quarantine_, first_look(connection, envelope->deadline_ms));
    const auto outcomes = settle(consignment, quarantine, connection);
    log_main_lines(consignment, quarantine, outcomes);
    const auto reply = reply_record(*envelope, outcomes);
    if (!reply) return about(*envelope, reply.error());
    os::die_at(0);
    // From here on smtp-in has to show that it lives.
    slot.due_ms = os::monotonic_ms() + passing_on_ms;
    return os::write_all(reply_fd, *reply);
}

} // namespace chainmail::smtp_out
