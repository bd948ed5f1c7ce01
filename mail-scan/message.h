// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A message as the chain wants it: LF line ends, without an mbox line, and its numbers.
#ifndef CHAINMAIL_MAIL_SCAN_MESSAGE_H
#define CHAINMAIL_MAIL_SCAN_MESSAGE_H

#include "wire/envelope.h"

#include <string>
#include <string_view>

namespace chainmail::mail_scan {

class Message {
public:
    /// `bytes` as a file has them; they must outlive the Message.
    explicit Message(std::string_view bytes);

    std::string_view text() const { return converted_.empty() ? text_ : converted_; }

    /// What smtp-in would say of it: sizes, and what bytes it has. The sender is the
    /// one of Return-Path, the recipient a local one: a file says no more. Not the
    /// postmaster, for whom SpamAssassin makes exceptions.
    wire::Envelope envelope() const;

private:
    std::string_view text_;
    std::string converted_;
};

} // namespace chainmail::mail_scan

#endif
