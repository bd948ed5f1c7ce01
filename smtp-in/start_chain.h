// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Starts the other programs of the chain, when nobody else has.
#ifndef CHAINMAIL_SMTP_IN_START_CHAIN_H
#define CHAINMAIL_SMTP_IN_START_CHAIN_H

#include "os/fd.h"

#include <string>
#include <vector>

namespace chainmail::smtp_in {

/// smtp-in's ends of what connects it with the other programs. What is not there is -1.
struct Links {
    os::Fd message;  ///< 3
    os::Fd ask;      ///< 5
    os::Fd reply;    ///< 6
    os::Fd records;  ///< 7
    os::Fd envelope; ///< 8
};

/// Runs `words` as a program with its arguments: records on its descriptor 0, the reply
/// on 1, log lines on 2, and 3, 4, 8 as in chainmail-record(5), made in the first of
/// `directories` that lets us. It ends when `records` is closed.
Result<Links> start_chain(const std::vector<std::string>& words,
                          const std::vector<std::string>& directories);

} // namespace chainmail::smtp_in

#endif
