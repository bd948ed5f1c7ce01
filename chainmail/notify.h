// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Telling whoever started us: sd_notify(3) by `$NOTIFY_SOCKET`, s6 by a descriptor.
#ifndef CHAINMAIL_CHAINMAIL_NOTIFY_H
#define CHAINMAIL_CHAINMAIL_NOTIFY_H

namespace chainmail::supervisor {

/// READY=1 where `$NOTIFY_SOCKET` says; a newline on `ready_fd`, which is then closed
/// (-1: none). Who does not listen misses nothing.
void notify_ready(int ready_fd);
void notify_stopping();

} // namespace chainmail::supervisor

#endif
