// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A copy that is stored in a Maildir: one file for all recipients of the copy, with
// Return-Path and a Delivered-To for each on top, LF line ends.
#ifndef CHAINMAIL_SMTP_OUT_MAILDIR_DELIVERY_H
#define CHAINMAIL_SMTP_OUT_MAILDIR_DELIVERY_H

#include "delivery.h"
#include "draft.h"

#include <string>

namespace chainmail::smtp_out {

/// Makes DIRECTORY with cur, new and tmp in it where they are missing, mode 0700. Made
/// by root it belongs to the owner of the directory it lies in.
Status make_maildir(const std::string& directory);

class MaildirDelivery : public Delivery {
public:
    MaildirDelivery(const Consignment& consignment,
                    const Parcel& parcel,
                    Method method);
    /// Opens a new file in tmp; it is gone from there with this object.
    std::optional<outcome::Trouble> open() override;
    std::optional<outcome::Trouble> offer() override { return {}; }
    /// Writes it and waits until it is on disk.
    void transfer() override;
    /// Gives it a name in new and waits until that is on disk.
    void finish() override;

private:
    std::string path(std::string_view folder) const;
    Status write();
    outcome::Trouble trouble(const Error& error) const;

    std::string name_;
    Draft draft_;
};

} // namespace chainmail::smtp_out

#endif
