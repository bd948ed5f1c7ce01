// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Scanners that are asked over a socket.
#ifndef CHAINMAIL_VIRUS_ASK_DAEMON_H
#define CHAINMAIL_VIRUS_ASK_DAEMON_H

#include "contents.h"
#include "reply.h"

#include <cstdint>
#include <string>
#include <vector>

namespace chainmail::virus_ask {

/// Sends `request` and reads to the end; with `one_answer` the first text is all.
Reply ask_daemon(const std::string& socket,
                 const std::string& request,
                 bool one_answer,
                 std::uint64_t until_ms);

/// clamd(8), IDSESSION and INSTREAM: the contents themselves go over the socket, one
/// after the other. The answer has a line "NAME: RESULT" for each that is not OK, or
/// one for all. An error after a find is a find.
Reply ask_clamd(const std::string& socket,
                const std::vector<Content>& contents,
                std::uint64_t until_ms);

} // namespace chainmail::virus_ask

#endif
