// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// From a message and the recipients of one transaction to what the next hop is told.
// Pure.
#ifndef CHAINMAIL_SMTP_OUT_MAKE_LETTER_H
#define CHAINMAIL_SMTP_OUT_MAKE_LETTER_H

#include "delivery.h"
#include "letter.h"

#include <string_view>
#include <vector>

namespace chainmail::smtp_out {

/// `header` is that of the copy. BODY=7BIT is said of a message that is, even where the
/// client said nothing; an ORCPT is made where the recipient's address was changed.
Letter make_letter(const Consignment& consignment,
                   const std::vector<Share>& shares,
                   std::string_view header);

/// Whether what the client asked of delivery status notifications (RFC 3461) is handed
/// on to a next hop that knows them.
bool passes_dsn(const Consignment& consignment);
/// A SUCCESS in NOTIFY is answered here.
bool ends_success_dsn(const Consignment& consignment);

/// What the transaction cannot do without and the next hop does not offer.
enum class Lack { nothing, eight_bit, utf8 };
Lack find_lack(const Consignment& consignment,
               const Letter& letter,
               std::string_view header,
               const Features& offered);

} // namespace chainmail::smtp_out

#endif
