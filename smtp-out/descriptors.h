// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The numbers of chainmail-record(5), DESCRIPTORS.
#ifndef CHAINMAIL_SMTP_OUT_DESCRIPTORS_H
#define CHAINMAIL_SMTP_OUT_DESCRIPTORS_H

namespace chainmail::smtp_out {

constexpr int record_fd = 0;
constexpr int reply_fd = 1;
constexpr int message_fd = 3;
constexpr int envelope_fd = 8;

} // namespace chainmail::smtp_out

#endif
