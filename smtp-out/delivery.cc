// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "delivery.h"

#include "maildir_delivery.h"
#include "os/clock.h"
#include "smtp_delivery.h"

#include <algorithm>

namespace chainmail::smtp_out {

namespace {

// For saying "timed out" before the deadline ends the process.
constexpr std::uint64_t reserve_ms = 250;

} // namespace

Content Consignment::content_of(std::size_t copy) const
{
    if (copy >= own.size() || own[copy] == nullptr) return content;
    return {own[copy]->header, own[copy]->body};
}

Delivery::Delivery(const Consignment& consignment, const Parcel& parcel, Method method)
    : consignment_(consignment),
      method_(std::move(method)),
      copy_(parcel.copy)
{
    for (const auto recipient : parcel.recipients)
        shares_.push_back({recipient, {}, false});
}

void Delivery::edit(const HeaderEdits& edits)
{
    header_ = edit_header(content().header, edits, repairs_.header);
}

bool Delivery::is_waiting(const Share& share)
{
    return share.outcome.state == outcome::State::waiting && !share.later;
}

bool Delivery::has_waiting() const
{
    return std::ranges::any_of(shares_, is_waiting);
}

void Delivery::settle_waiting(const outcome::Trouble& trouble)
{
    for (auto& share : shares_)
        if (is_waiting(share))
            share.outcome =
                outcome::of_trouble(trouble, words(share), consignment_.envelope.id);
}

std::uint64_t patience_ms(std::uint64_t wanted_ms, std::uint64_t deadline_ms)
{
    if (deadline_ms == 0) return wanted_ms;
    const auto end = os::monotonic_ms() + reserve_ms;
    return end < deadline_ms ? std::min(wanted_ms, deadline_ms - end) : 0;
}

std::unique_ptr<Delivery>
make_delivery(const Consignment& consignment, const Parcel& parcel, Method method)
{
    if (method.kind == Method::Kind::maildir)
        return std::make_unique<MaildirDelivery>(
            consignment, parcel, std::move(method));
    return std::make_unique<SmtpDelivery>(consignment, parcel, std::move(method));
}

} // namespace chainmail::smtp_out
