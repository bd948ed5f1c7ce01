// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Mail that nobody waits at the other end for: lists, bulk, automatic answers. Pure.
#ifndef CHAINMAIL_POLICY_NOTICE_BULK_H
#define CHAINMAIL_POLICY_NOTICE_BULK_H

#include "mail/field.h"

#include <string>
#include <string_view>

namespace chainmail::policy {

/// What shows it ("ml:LIST", "bulk", "sender=<>"), or "". `author` is the first address
/// of From.
std::string
bulk_sign(const mail::Header& header, std::string_view sender, std::string_view author);

} // namespace chainmail::policy

#endif
