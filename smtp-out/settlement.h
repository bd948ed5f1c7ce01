// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What is done with one mail, and in which order: it is kept, then delivered, then told
// of. Nobody is told of a mail that comes again.
#ifndef CHAINMAIL_SMTP_OUT_SETTLEMENT_H
#define CHAINMAIL_SMTP_OUT_SETTLEMENT_H

#include "courier.h"
#include "delivery.h"
#include "quarantine.h"
#include "stage/program.h"

#include <cstdint>
#include <vector>

namespace chainmail::smtp_out {

/// For what is sent before the mail itself: asks for the deadline, and for smtp-in at
/// the other end of descriptor 1.
Permission first_look(const stage::Connection& connection, std::uint64_t deadline_ms);

/// What became of each recipient, in the envelope's order.
std::vector<outcome::Outcome> settle(const Consignment& consignment,
                                     Quarantine& quarantine,
                                     const stage::Connection& connection);

} // namespace chainmail::smtp_out

#endif
