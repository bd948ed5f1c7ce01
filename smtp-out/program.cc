// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "program.h"

#include "base/text.h"
#include "courier.h"
#include "encoder.h"
#include "maildir_delivery.h"
#include "notices.h"
#include "os/clock.h"
#include "os/fd.h"
#include "os/log.h"
#include "outcome/combine.h"
#include "quarantine.h"
#include "stage/filter.h"
#include "wire/reader.h"
#include "wire/reply.h"

#include <algorithm>
#include <ctime>
#include <optional>
#include <poll.h>

namespace chainmail::smtp_out {

namespace {

using text::cat;

constexpr int record_fd = 0;
constexpr int message_fd = 3;
constexpr int envelope_fd = 8;
constexpr int reply_fd = 1;

// The number behind those of wire::Writer: the last program of the chain.
constexpr auto stage_number = static_cast<std::uint32_t>(wire::Writer::policy) + 1;

// What a final dot may take, and some for saying so.
constexpr std::uint64_t truth_ms = TimeLimits{}.truth + 30'000;

// What smtp-in may take to pass a reply on.
constexpr std::uint64_t passing_on_ms = 3'000;

// The next record, or its beginning, comes before a kept session is too old.
bool has_input()
{
    pollfd input{record_fd, POLLIN, 0};
    return ::poll(&input, 1, Sessions::most_idle_ms) != 0;
}

// smtp-in, or whoever reads the replies, is still there.
bool has_reader()
{
    pollfd reader{reply_fd, 0, 0};
    return ::poll(&reader, 1, 0) == 0;
}

// Within a chain the next record is sent after the reply to this one. What is there
// before was made up by somebody on the way, who may have made up this one, too.
bool has_early_record()
{
    pollfd records{record_fd, POLLIN, 0};
    return ::poll(&records, 1, 0) == 1 && (records.revents & POLLIN) != 0;
}

// Why nothing may be sent any more that counts, or "".
std::string obstacle(bool in_chain, std::uint64_t deadline_ms)
{
    if (deadline_ms != 0 && os::monotonic_ms() >= deadline_ms)
        return "the deadline is past";
    if (!has_reader()) return "nobody waits for the reply any more";
    if (in_chain && has_early_record())
        return "a second record came before the reply to the first";
    return {};
}

// Whether the final dot may still be sent. Once it may, the message has no deadline any
// more: what counts from there on is the truth, and copies that wait would be doubled
// by the next attempt.
class LastLook {
public:
    LastLook(const stage::Connection& connection, std::uint64_t deadline_ms)
        : slot_(*connection.slot),
          in_chain_(connection.in_chain),
          deadline_ms_(deadline_ms)
    {
    }

    std::string operator()()
    {
        if (auto why = obstacle(in_chain_, deadline_ms_); !why.empty()) return why;
        os::die_at(0);
        deadline_ms_ = 0;
        slot_.due_ms = os::monotonic_ms() + truth_ms;
        return {};
    }

private:
    stage::Slot& slot_;
    bool in_chain_;
    std::uint64_t deadline_ms_;
};

// Nothing of the mail itself is sent yet: time goes on to count.
Permission first_look(const stage::Connection& connection, std::uint64_t deadline_ms)
{
    return [in_chain = connection.in_chain, deadline_ms] {
        return obstacle(in_chain, deadline_ms);
    };
}

bool is_deferred(const outcome::Outcome& one)
{
    return one.state == outcome::State::deferred;
}

std::vector<outcome::Outcome> all_unfinished(const Consignment& consignment,
                                             const std::string& why)
{
    const auto& id = consignment.envelope.id;
    os::log(os::Level::error, cat("(", id, ") ", why));
    return {consignment.plan.recipients.size(), outcome::unfinished(why, id)};
}

// In this order: kept, delivered, told of. Nobody is told of a mail that comes again.
class Settlement {
public:
    Settlement(const Consignment& consignment,
               Quarantine& quarantine,
               const stage::Connection& connection)
        : consignment_(consignment),
          quarantine_(quarantine),
          connection_(connection),
          one_reply_(!consignment.envelope.is_lmtp())
    {
    }

    std::vector<outcome::Outcome> settle()
    {
        if (const auto kept = quarantine_.store(); !kept)
            return all_unfinished(
                consignment_,
                cat("temporarily unable to quarantine: ", kept.error().what));
        Courier courier(consignment_,
                        LastLook(connection_, consignment_.envelope.deadline_ms));
        courier.begin();
        begin_report(courier);
        outcomes_ = courier.finish();
        const bool comes_again = one_reply_
                                     ? std::ranges::any_of(outcomes_, is_deferred)
                                     : std::ranges::all_of(outcomes_, is_deferred);
        if (!comes_again) tell();
        if (std::ranges::all_of(outcomes_, is_deferred)) quarantine_.undo();
        return std::move(outcomes_);
    }

private:
    static bool is_delivered(const outcome::Outcome& one)
    {
        return one.state == outcome::State::delivered;
    }

    static bool is_waiting(const outcome::Outcome& one)
    {
        return one.state == outcome::State::waiting;
    }

    bool has_delivered() const { return std::ranges::any_of(outcomes_, is_delivered); }

    // Somebody is to get the mail, and of others the sender has to be told: before the
    // first final dot it is seen to that he can be.
    void begin_report(Courier& courier)
    {
        hoped_ = courier.outcomes();
        if (!one_reply_ || std::ranges::none_of(hoped_, is_waiting)) return;
        for (auto& one : hoped_)
            if (is_waiting(one)) one.state = outcome::State::delivered;
        report_.emplace(consignment_,
                        quarantine_.places(),
                        hoped_,
                        late_permission(),
                        consignment_.envelope.deadline_ms);
        const auto deferred = report_->begin_report();
        if (deferred.empty()) return;
        report_.reset();
        courier.abandon(no_report(deferred));
    }

    // All became what was hoped for, so the report that was begun is true.
    bool is_report_true() const
    {
        const auto same = [](const auto& one, const auto& other) {
            return one.state == other.state;
        };
        return report_ && report_->has_begun() &&
               std::ranges::equal(outcomes_, hoped_, same);
    }

    Permission late_permission() const
    {
        return [this] {
            connection_.slot->due_ms = os::monotonic_ms() + truth_ms;
            return has_reader() ? std::string()
                                : std::string("nobody waits for the reply any more");
        };
    }

    // While nothing is delivered the deadline holds; then the reply is waited for.
    Permission permission() const
    {
        if (!has_delivered())
            return first_look(connection_, consignment_.envelope.deadline_ms);
        return late_permission();
    }

    void tell()
    {
        Notices notices(consignment_,
                        quarantine_.places(),
                        outcomes_,
                        permission(),
                        has_delivered() ? 0 : consignment_.envelope.deadline_ms);
        const auto failed = notices.send();
        if (!failed.empty() && !has_delivered()) {
            outcomes_ = all_unfinished(consignment_, failed);
            return;
        }
        if (!failed.empty())
            os::log(os::Level::error,
                    cat("(", consignment_.envelope.id, ") FAILED: ", failed));
        const bool begun = is_report_true();
        if (!begun) report_.reset();
        take(begun ? report_->report() : notices.report());
    }

    outcome::Outcome no_report(const std::string& why) const
    {
        return outcome::unfinished(cat("temporarily unable to send DSN: ", why),
                                   consignment_.envelope.id);
    }

    // What the sender could not be told of is tried again, even if others get it twice.
    void take(const Notices::Report& report)
    {
        for (std::size_t i = 0; i < outcomes_.size(); ++i) {
            auto& one = outcomes_[i];
            one.told = report.told[i];
            const bool open = one.state == outcome::State::bounced ||
                              one.told != outcome::Told::nothing;
            if (open && !report.deferred.empty()) one = no_report(report.deferred);
        }
        if (one_reply_ && !report.deferred.empty()) outcome::unite(outcomes_);
    }

    const Consignment& consignment_;
    Quarantine& quarantine_;
    const stage::Connection& connection_;
    bool one_reply_;
    std::vector<outcome::Outcome> outcomes_;
    std::vector<outcome::Outcome> hoped_;
    std::optional<Notices> report_; ///< of the outcomes that are hoped for
};

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
    for (const auto& line : outcome::log_lines(facts, recipients))
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

// The boundary has the message's own id, which no sender could know.
std::vector<std::shared_ptr<const OwnContent>>
own_contents(const Consignment& consignment)
{
    const auto& e = consignment.envelope;
    const auto boundary =
        cat("----------=_", e.time_ms, "-", consignment.plan.log.mail_id);
    std::vector<std::shared_ptr<const OwnContent>> all;
    for (const auto& copy : consignment.plan.copies)
        all.push_back(copy.attached
                          ? std::make_shared<const OwnContent>(attach(
                                consignment.content, copy.notes, boundary, e.smtputf8))
                          : nullptr);
    return all;
}

Error about(const wire::Envelope& envelope, const Error& error)
{
    return {error.fault, cat("(", envelope.id, ") ", error.what)};
}

} // namespace

std::vector<std::string> SmtpOut::settings() const
{
    return {"$forward_method",
            "$localhost_name",
            "$myhostname",
            "$notify_method",
            "$QUARANTINEDIR",
            "$quarantine_subdir_levels",
            "$propagate_dsn_if_possible",
            "$terminate_dsn_on_notify_success",
            "%local_delivery_aliases"};
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
    // Of the log's and the quarantine's dates; cannot be read later.
    ::tzset();
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
    consignment.own = own_contents(consignment);
    Quarantine quarantine(
        consignment, quarantine_, first_look(connection, envelope->deadline_ms));
    const auto outcomes = Settlement(consignment, quarantine, connection).settle();
    log_main_lines(consignment, quarantine, outcomes);
    const auto reply = reply_record(*envelope, outcomes);
    if (!reply) return about(*envelope, reply.error());
    os::die_at(0);
    // From here on smtp-in has to show that it lives.
    slot.due_ms = os::monotonic_ms() + passing_on_ms;
    return os::write_all(reply_fd, *reply);
}

} // namespace chainmail::smtp_out
