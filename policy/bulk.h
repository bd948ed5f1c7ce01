// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Mail of lists and machines, whose senders nobody should bounce to: RFC 2369, RFC
// 2919, RFC 3834. Pure.
#ifndef CHAINMAIL_POLICY_BULK_H
#define CHAINMAIL_POLICY_BULK_H

#include "mail/field.h"

#include <string_view>

namespace chainmail::policy {

/// `sender` is the envelope's, `author` the first of From, each without < >.
bool is_bulk(const mail::Header& header,
             std::string_view sender,
             std::string_view author);

} // namespace chainmail::policy

#endif
