// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What smtp-in says of a message, as a value: RFC 5321 envelope, RFC 3461 DSN
// parameters, XFORWARD, and where the message lies.
#ifndef CHAINMAIL_WIRE_ENVELOPE_H
#define CHAINMAIL_WIRE_ENVELOPE_H

#include "wire/record.h"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace chainmail::wire {

/// The original client as XFORWARD told it; "" is unknown.
struct Client {
    std::string addr, name, helo, proto, port, ident, source;
};

struct Recipient {
    std::string addr;   ///< without < >
    std::string orcpt;  ///< as given, with its type: "rfc822;a@b"
    std::string notify; ///< as given: "SUCCESS,FAILURE"
};

struct Envelope {
    std::string id;            ///< the log id of the message, unique on this machine
    std::uint64_t seq = 0;     ///< 1, 2, ... within the connection
    std::uint64_t time_ms = 0; ///< unix time of arrival
    std::uint64_t deadline_ms = 0; ///< CLOCK_MONOTONIC; 0: none
    std::string interface;         ///< "[127.0.0.1]:10024", or a socket's path
    std::string protocol;          ///< ESMTP, LMTP, UTF8SMTP ...
    std::string helo;
    std::string peer; ///< address of the connection's other end
    Client client;
    std::string sender;                 ///< without < >
    std::string auth, body, ret, envid; ///< MAIL parameters as given, "" when absent
    bool smtputf8 = false;
    std::uint64_t size = 0;   ///< RFC 1870: with CRLF line ends, before dot-stuffing
    std::uint64_t length = 0; ///< bytes in fd 3 (LF line ends)
    std::uint64_t header_length = 0; ///< bytes before the empty line, in fd 3
    bool bare_cr = false, nul = false;
    std::set<std::string> skip;        ///< stages that the configuration switches off
    std::vector<Recipient> recipients; ///< rcpt.1 ... rcpt.N

    /// The client hears of each recipient by himself.
    bool is_lmtp() const { return protocol.ends_with("LMTP"); }
};

/// Reads smtp-in's attributes; a missing or impossible one is a permanent error.
Result<Envelope> read_envelope(const Record& record);

/// Writes them, `id` and `seq` first.
void write_envelope(const Envelope& envelope, Builder& to);

} // namespace chainmail::wire

#endif
