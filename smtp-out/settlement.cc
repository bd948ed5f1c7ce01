// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "settlement.h"

#include "base/text.h"
#include "descriptors.h"
#include "notices.h"
#include "os/clock.h"
#include "os/log.h"
#include "outcome/combine.h"

#include <algorithm>
#include <optional>
#include <poll.h>

namespace chainmail::smtp_out {

namespace {

using text::cat;

// What a final dot may take, and some for saying so.
constexpr std::uint64_t truth_ms = TimeLimits{}.truth + 30'000;

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

    // Somebody is to get the mail, and others have to be told of it: before the first
    // final dot it is seen to that they can be.
    void begin_report(Courier& courier)
    {
        hoped_ = courier.outcomes();
        if (std::ranges::none_of(hoped_, is_waiting)) return;
        for (auto& one : hoped_)
            if (is_waiting(one)) one.state = outcome::State::delivered;
        report_.emplace(consignment_,
                        quarantine_.places(),
                        hoped_,
                        late_permission(),
                        consignment_.envelope.deadline_ms);
        const auto unnotified = report_->begin_notices();
        if (!unnotified.empty()) return abandon(courier, not_notified(unnotified));
        const auto deferred = one_reply_ ? report_->begin_report() : std::string();
        if (!deferred.empty()) abandon(courier, no_report(deferred));
    }

    void abandon(Courier& courier, const outcome::Outcome& outcome)
    {
        report_.reset();
        courier.abandon(outcome);
    }

    // All became what was hoped for, so what was begun is true.
    bool is_hope_fulfilled() const
    {
        const auto same = [](const auto& one, const auto& other) {
            return one.state == other.state;
        };
        return report_ && std::ranges::equal(outcomes_, hoped_, same);
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
        const bool fulfilled = is_hope_fulfilled();
        if (!fulfilled) report_.reset();
        const auto failed = fulfilled ? report_->send() : notices.send();
        if (!failed.empty() && !has_delivered()) {
            outcomes_ = all_unfinished(consignment_, failed);
            return;
        }
        if (!failed.empty())
            os::log(os::Level::error,
                    cat("(", consignment_.envelope.id, ") FAILED: ", failed));
        const bool begun = fulfilled && report_->has_begun();
        take(begun ? report_->report() : notices.report());
    }

    outcome::Outcome not_notified(const std::string& why) const
    {
        os::log(os::Level::error, cat("(", consignment_.envelope.id, ") ", why));
        return outcome::unfinished(why, consignment_.envelope.id);
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

} // namespace

Permission first_look(const stage::Connection& connection, std::uint64_t deadline_ms)
{
    return [in_chain = connection.in_chain, deadline_ms] {
        return obstacle(in_chain, deadline_ms);
    };
}

std::vector<outcome::Outcome> settle(const Consignment& consignment,
                                     Quarantine& quarantine,
                                     const stage::Connection& connection)
{
    return Settlement(consignment, quarantine, connection).settle();
}

} // namespace chainmail::smtp_out
