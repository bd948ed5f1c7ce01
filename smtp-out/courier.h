// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// All copies of one message, brought to where they go so that the sender can be told
// the truth: every copy is offered and transferred before the first final dot is sent.
#ifndef CHAINMAIL_SMTP_OUT_COURIER_H
#define CHAINMAIL_SMTP_OUT_COURIER_H

#include "delivery.h"
#include "outcome/outcome.h"

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::smtp_out {

/// Asked directly before each final dot: "" to go on, or why nothing may be delivered
/// any more. Before the first one is sent it takes the deadline back.
using Permission = std::function<std::string()>;

class Courier {
public:
    /// Connections, or open files, at a time. More copies go in further rounds.
    static constexpr std::size_t most_at_once = 10;

    Courier(const Consignment& consignment, Permission permission);

    /// Delivers, and says what became of each recipient, in the envelope's order.
    std::vector<outcome::Outcome> deliver();

    /// The same in two steps: all but the final dots of the last round, then these.
    void begin();
    std::vector<outcome::Outcome> finish();
    /// What is known by now: who waits has only his final dot before him.
    const std::vector<outcome::Outcome>& outcomes() const { return outcomes_; }
    /// Between the two: those who wait are deferred, with this as their reply.
    void abandon(const outcome::Outcome& outcome);

private:
    using Round = std::vector<std::unique_ptr<Delivery>>;

    void settle_by_policy();
    void refuse_loop();
    void pack();
    bool prepare_round();
    std::unique_ptr<Delivery> reach(const Parcel& parcel);
    bool offer_all();
    bool transfer_all();
    bool look_at_all();
    void finish_round();
    void collect(const Delivery& delivery);
    void put_off_later(const Delivery& delivery, std::size_t copy);
    void defer_waiting(std::string_view stage, const std::string& why);
    bool must_stop() const;
    void log(std::string_view text) const;
    void log_repairs(const Delivery& delivery);
    void log_refused_dot(const Delivery& delivery) const;

    const Consignment& consignment_;
    Permission permission_;
    bool one_reply_ = true; ///< plain SMTP: one reply for all recipients
    bool repairs_logged_ = false;
    std::deque<Parcel> parcels_;
    Round round_; ///< copies whose final dot is still to come
    std::vector<outcome::Outcome> outcomes_;
};

} // namespace chainmail::smtp_out

#endif
