// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What one transaction is to say to the next hop, and how the commands look. Pure.
#ifndef CHAINMAIL_SMTP_OUT_LETTER_H
#define CHAINMAIL_SMTP_OUT_LETTER_H

#include "wire/envelope.h"

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::smtp_out {

/// What the next hop offered in its answer to EHLO or LHLO; nothing after HELO.
struct Features {
    bool pipelining = false, size = false, eight_bit = false, utf8 = false, dsn = false,
         auth = false;
    std::set<std::string> xforward; ///< "NAME", "ADDR", ...
};

/// `lines` are those of the reply; the first one is the server's name.
Features read_features(const std::vector<std::string>& lines);

struct To {
    std::string address;
    std::string notify; ///< NOTIFY as given, "" without
    std::string orcpt;  ///< ORCPT as given, "" without
};

struct Letter {
    std::string sender;
    std::uint64_t size = 0; ///< RFC 1870
    std::string body;       ///< "7BIT", "8BITMIME"; "" says nothing
    bool smtputf8 = false;  ///< asked for by the client
    std::string ret, envid, auth;
    wire::Client client;
    std::vector<To> recipients;
};

/// Commands, each with its CR LF. Only what `offered` has is used.
std::string mail_command(const Letter& letter, const Features& offered);
std::string rcpt_command(const To& to, const Features& offered);
/// As many as it takes to keep each of them at 512 bytes.
std::vector<std::string> xforward_commands(const wire::Client& client,
                                           const Features& offered);

} // namespace chainmail::smtp_out

#endif
