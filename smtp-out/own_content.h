// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The copies whose message is not the one that came in: attached to a warning, or with
// a disclaimer in it.
#ifndef CHAINMAIL_SMTP_OUT_OWN_CONTENT_H
#define CHAINMAIL_SMTP_OUT_OWN_CONTENT_H

#include "delivery.h"
#include "disclaimer_files.h"

#include <memory>
#include <vector>

namespace chainmail::smtp_out {

/// By copy; null is the message as it came in. What could not be added is logged, and
/// the mail goes without it.
std::vector<std::shared_ptr<const OwnContent>>
own_contents(const Consignment& consignment, const DisclaimerFiles& files);

} // namespace chainmail::smtp_out

#endif
