// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Takes the message behind DATA from the client into the message file.
#ifndef CHAINMAIL_SMTP_IN_MESSAGE_STORE_H
#define CHAINMAIL_SMTP_IN_MESSAGE_STORE_H

#include "client.h"
#include "data_decoder.h"

#include <cstdint>
#include <string>

namespace chainmail::smtp_in {

struct Stored {
    DataFacts facts;
    std::string fault; ///< why the file could not be written, "" when it was
    std::uint64_t size() const { return facts.length + facts.lines; } ///< RFC 1870
};

/// Reads up to the end of data and writes `fd` from offset 0 on. Of a message of more
/// than `size_limit` bytes (0: no limit), or one that cannot be written, the rest is
/// read and thrown away.
Client::Event
store_message(Client& client, int fd, std::uint64_t size_limit, Stored& stored);

} // namespace chainmail::smtp_in

#endif
