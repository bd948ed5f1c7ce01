// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "courier.h"

#include "base/text.h"
#include "os/log.h"
#include "outcome/combine.h"

#include <algorithm>
#include <optional>

namespace chainmail::smtp_out {

namespace {

using outcome::Outcome;
using outcome::State;
using outcome::Trouble;
using text::cat;

State state_of(Destiny destiny)
{
    if (destiny == Destiny::discard) return State::discarded;
    if (destiny == Destiny::bounce) return State::bounced;
    return destiny == Destiny::reject ? State::rejected : State::deferred;
}

// One trouble for several places that were tried.
void add_trouble(std::optional<Trouble>& all, Trouble next)
{
    const bool unreachable = next.kind == Trouble::Kind::unreachable;
    if (all && all->kind == Trouble::Kind::unreachable && unreachable) {
        all->method += ", " + next.method;
        ++all->attempts;
        return;
    }
    all = std::move(next);
}

} // namespace

Courier::Courier(const Consignment& consignment, Permission permission)
    : consignment_(consignment),
      permission_(std::move(permission)),
      one_reply_(!consignment.envelope.is_lmtp()),
      outcomes_(consignment.plan.recipients.size())
{
}

std::vector<Outcome> Courier::deliver()
{
    begin();
    return finish();
}

void Courier::begin()
{
    settle_by_policy();
    refuse_loop();
    pack();
    while (!parcels_.empty() && !must_stop()) {
        finish_round();
        round_.clear();
        if (must_stop() || !prepare_round()) round_.clear();
    }
}

std::vector<Outcome> Courier::finish()
{
    if (!must_stop()) finish_round();
    round_.clear();
    if (one_reply_) outcome::unite(outcomes_);
    return std::move(outcomes_);
}

void Courier::abandon(const outcome::Outcome& outcome)
{
    round_.clear();
    for (auto& one : outcomes_)
        if (one.state == State::waiting) one = outcome;
}

// One reply for all, and somebody's is not 2xx.
bool Courier::must_stop() const
{
    return one_reply_ && outcome::must_abandon(outcomes_);
}

void Courier::log(std::string_view text) const
{
    os::log(os::Level::notice, cat("(", consignment_.envelope.id, ") ", text));
}

void Courier::settle_by_policy()
{
    const auto& recipients = consignment_.plan.recipients;
    for (std::size_t i = 0; i < recipients.size(); ++i)
        if (recipients[i].destiny != Destiny::pass)
            outcomes_[i] = {
                state_of(recipients[i].destiny), recipients[i].reply, {}, false, {}};
}

void Courier::refuse_loop()
{
    const auto hops = count_hops(consignment_.content.header);
    if (hops <= outcome::most_hops) return;
    for (std::size_t i = 0; i < outcomes_.size(); ++i)
        if (outcomes_[i].state == State::waiting)
            outcomes_[i] = outcome::too_many_hops(
                hops, consignment_.plan.recipients[i].words, consignment_.envelope.id);
}

void Courier::pack()
{
    std::vector<Parcel> parcels(consignment_.plan.copies.size());
    for (std::size_t i = 0; i < outcomes_.size(); ++i) {
        if (outcomes_[i].state != State::waiting) continue;
        const auto copy = consignment_.plan.recipients[i].copy;
        parcels[copy].copy = copy;
        parcels[copy].recipients.push_back(i);
    }
    for (auto& parcel : parcels)
        if (!parcel.recipients.empty()) parcels_.push_back(std::move(parcel));
    if (parcels_.size() != 1) return;
    auto& only = parcels_.front();
    only.alone = !one_reply_ || only.recipients.size() == 1;
}

bool Courier::prepare_round()
{
    return offer_all() && transfer_all() && look_at_all();
}

// The first of the copy's places that can be reached; it has been told for whom it is.
std::unique_ptr<Delivery> Courier::reach(const Parcel& parcel)
{
    std::optional<Trouble> trouble;
    for (const auto& text : consignment_.plan.copies[parcel.copy].via) {
        auto method = parse_method(text);
        if (method) method = fill_in(std::move(*method), consignment_.envelope);
        if (!method) {
            add_trouble(
                trouble,
                {Trouble::Kind::failed, text, "fwd-connect", method.error().what});
            log(method.error().what);
            continue;
        }
        auto delivery = make_delivery(consignment_, parcel, std::move(*method));
        auto failed = delivery->open();
        if (!failed) failed = delivery->offer();
        if (!failed) return delivery;
        log(cat("cannot deliver by ", text, ": ", failed->what));
        add_trouble(trouble, std::move(*failed));
    }
    for (const auto i : parcel.recipients)
        outcomes_[i] = outcome::of_trouble(
            *trouble, consignment_.plan.recipients[i].words, consignment_.envelope.id);
    return nullptr;
}

bool Courier::offer_all()
{
    while (!parcels_.empty() && round_.size() < most_at_once) {
        const auto parcel = std::move(parcels_.front());
        parcels_.pop_front();
        auto delivery = reach(parcel);
        if (delivery) {
            collect(*delivery);
            put_off_later(*delivery, parcel.copy);
            if (delivery->has_waiting()) round_.push_back(std::move(delivery));
        }
        if (must_stop()) return false;
    }
    return true;
}

bool Courier::transfer_all()
{
    for (const auto& delivery : round_) {
        delivery->transfer();
        log_repairs(*delivery);
        collect(*delivery);
        if (must_stop()) return false;
    }
    return true;
}

// Who was transferred first may have been refused since.
bool Courier::look_at_all()
{
    for (const auto& delivery : round_) {
        delivery->look();
        collect(*delivery);
        if (must_stop()) return false;
    }
    return true;
}

void Courier::finish_round()
{
    for (const auto& delivery : round_) {
        if (!delivery->has_waiting()) continue;
        if (const auto why = permission_(); !why.empty()) {
            defer_waiting("fwd-end-chkpnt", why);
            parcels_.clear();
            return;
        }
        delivery->finish();
        log_refused_dot(*delivery);
        collect(*delivery);
        if (must_stop()) return;
    }
}

void Courier::collect(const Delivery& delivery)
{
    bool logged = false;
    for (const auto& share : delivery.shares()) {
        const auto& now = share.outcome;
        if (now.state == State::waiting) continue;
        auto& known = outcomes_[share.recipient];
        // What went wrong is said nowhere else: the main log entry has no room for it.
        if (known.state == State::waiting && now.state == State::deferred &&
            now.answer.empty() && !std::exchange(logged, true))
            log(cat("cannot deliver: ", now.reply));
        known = outcome::instead_of_rejected(
            now, state_of(consignment_.plan.recipients[share.recipient].refused));
    }
}

// The server takes no more recipients at a time: the others get a transaction of their
// own, once it has taken some.
void Courier::put_off_later(const Delivery& delivery, std::size_t copy)
{
    Parcel rest;
    rest.copy = copy;
    rest.alone = !one_reply_;
    for (const auto& share : delivery.shares())
        if (share.later) rest.recipients.push_back(share.recipient);
    if (!rest.recipients.empty()) parcels_.push_front(std::move(rest));
}

void Courier::defer_waiting(std::string_view stage, const std::string& why)
{
    log(cat("nothing more is delivered: ", why));
    const Trouble trouble{Trouble::Kind::failed, {}, std::string(stage), why};
    for (std::size_t i = 0; i < outcomes_.size(); ++i)
        if (outcomes_[i].state == State::waiting)
            outcomes_[i] = outcome::of_trouble(trouble,
                                               consignment_.plan.recipients[i].words,
                                               consignment_.envelope.id);
}

// Of those who were still waiting for it.
void Courier::log_refused_dot(const Delivery& delivery) const
{
    for (const auto& share : delivery.shares()) {
        const auto& now = share.outcome;
        if (outcomes_[share.recipient].state != State::waiting || share.later) continue;
        if (now.state == State::delivered || now.answer.empty()) continue;
        log(cat("Negative SMTP response to data-dot (<",
                consignment_.plan.recipients[share.recipient].to,
                ">): ",
                now.answer));
    }
}

// The same in every copy: said once.
void Courier::log_repairs(const Delivery& delivery)
{
    if (std::exchange(repairs_logged_, true)) return;
    const auto& done = delivery.repairs();
    if (done.header.removed_crs != 0)
        log(cat(
            "INFO: removed bare CR from ", done.header.removed_crs, " header line(s)"));
    if (done.header.unfolded_blanks != 0)
        log(cat("INFO: unfolded ",
                done.header.unfolded_blanks,
                " illegal all-whitespace continuation lines"));
    if (done.header.cut_lines != 0)
        log(cat("INFO: truncated ",
                done.header.cut_lines,
                " header line(s) longer than 998 characters"));
    if (done.removed_crs != 0)
        log(cat("smtp forwarding: SANITIZED ", done.removed_crs, " bare CR byte(s)"));
    if (done.replaced_nuls != 0)
        log(cat("smtp forwarding: SANITIZED ", done.replaced_nuls, " NULL byte(s)"));
}

} // namespace chainmail::smtp_out
