// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// One copy of a message on its way to one place, up to the point of no return and over
// it. Whoever holds it goes through open, offer, transfer, look, finish in this order;
// leaving off before finish(), by destroying it, delivers nothing.
#ifndef CHAINMAIL_SMTP_OUT_DELIVERY_H
#define CHAINMAIL_SMTP_OUT_DELIVERY_H

#include "connection.h"
#include "defang.h"
#include "header_edit.h"
#include "method.h"
#include "outcome/outcome.h"
#include "plan.h"
#include "session.h"
#include "wire/envelope.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::smtp_out {

/// How long the next hop may take, in milliseconds. RFC 5321 4.5.3.2 where it says
/// something, else amavisd's.
struct TimeLimits {
    std::uint64_t connect = 35'000;
    std::uint64_t command = 300'000; ///< and the greeting
    std::uint64_t data = 120'000;
    std::uint64_t block = 180'000; ///< of the message
    std::uint64_t truth = 600'000; ///< the answer to the final dot
};

/// What the configuration says, once for all messages.
struct Surroundings {
    TimeLimits limits;
    std::string hello;     ///< our name in EHLO and LHLO
    std::string host_name; ///< in the names of Maildir files
    Hosts hosts;
    std::vector<std::string> notify_methods;
    bool passes_dsn = true;        ///< $propagate_dsn_if_possible
    bool ends_success_dsn = false; ///< $terminate_dsn_on_notify_success
};

/// One message with all that was decided of it; outlives its deliveries.
struct Consignment {
    const Surroundings& surroundings;
    Sessions& sessions;
    const wire::Envelope& envelope;
    const Plan& plan;
    Content content;
    bool has_8bit = false; ///< in header or body
    /// By copy; null, or none at all: it is as it came in.
    std::vector<std::shared_ptr<const OwnContent>> own = {};

    Content content_of(std::size_t copy) const;
};

/// The recipients, as offsets, who share one transaction.
struct Parcel {
    std::size_t copy = 0;
    std::vector<std::size_t> recipients;
    /// Nothing else decides whether the final dot is sent: steps may be taken together.
    bool alone = false;
};

/// What is known of one recipient of a parcel.
struct Share {
    std::size_t recipient = 0;
    outcome::Outcome outcome;
    bool later = false; ///< has to go into another transaction
};

/// What had to be repaired to send the message.
struct Repairs {
    HeaderRepairs header;
    std::size_t removed_crs = 0;   ///< in the body
    std::size_t replaced_nuls = 0; ///< in header and body
};

class Delivery {
public:
    virtual ~Delivery() = default;
    Delivery(const Delivery&) = delete;
    Delivery& operator=(const Delivery&) = delete;

    /// Reaches the place. After a trouble another method may be tried.
    virtual std::optional<outcome::Trouble> open() = 0;
    /// Says for whom it is; settles those who are refused. A trouble is one of open(),
    /// found late.
    virtual std::optional<outcome::Trouble> offer() = 0;
    /// Brings the message there, all but the last step.
    virtual void transfer() = 0;
    /// Settles those whom the place has refused meanwhile; does not wait.
    virtual void look() {}
    /// The last step; after it every share is settled.
    virtual void finish() = 0;

    const std::vector<Share>& shares() const { return shares_; }
    /// Somebody may still get it here.
    bool has_waiting() const;
    const Repairs& repairs() const { return repairs_; }

protected:
    Delivery(const Consignment& consignment, const Parcel& parcel, Method method);

    Content content() const { return consignment_.content_of(copy_); }
    const Copy& copy() const { return consignment_.plan.copies[copy_]; }
    const outcome::Words& words(const Share& share) const
    {
        return consignment_.plan.recipients[share.recipient].words;
    }
    /// Makes header_.
    void edit(const HeaderEdits& edits);
    static bool is_waiting(const Share& share);
    void settle_waiting(const outcome::Trouble& trouble);

    const Consignment& consignment_;
    Method method_;
    std::size_t copy_;
    std::vector<Share> shares_;
    std::string header_; ///< of the copy, LF line ends
    Repairs repairs_;
};

/// What is left of `wanted_ms` for a step that ends before the message's deadline does.
std::uint64_t patience_ms(std::uint64_t wanted_ms, std::uint64_t deadline_ms);

/// The delivery that `method` asks for.
std::unique_ptr<Delivery>
make_delivery(const Consignment& consignment, const Parcel& parcel, Method method);

} // namespace chainmail::smtp_out

#endif
