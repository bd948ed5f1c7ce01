// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Mail addresses: in SMTP paths and in From, To and the like (RFC 5321 4.1.2, RFC 5322
// 3.4). Loose on purpose: it finds the address a client would show, it judges nothing.
#ifndef CHAINMAIL_MAIL_ADDRESS_H
#define CHAINMAIL_MAIL_ADDRESS_H

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::mail {

/// Views into the address that was split.
struct AddressParts {
    std::string_view local;  ///< before the last "@", quotes included
    std::string_view domain; ///< behind it; empty without "@"
};

/// "user@example.com" -> "user", "example.com". The "@" is the last outside of quotes.
AddressParts split_address(std::string_view address);

/// "User@Example.COM" -> "User@example.com": as amavisd writes addresses.
std::string with_lower_domain(std::string_view address);

/// The address of an SMTP path: "<@relay:user@example.com>" -> "user@example.com",
/// "<>" -> "". Brackets may be missing. Source routes and blanks at the ends are
/// removed.
std::string path_address(std::string_view path);

/// The local part without quotes and escapes: "\"a b\"" -> "a b".
std::string unquote_local(std::string_view local);

/// The addresses in a From, To, Cc ... value, in order, without names and comments;
/// "user@example.com" as written, no case change. At most `limit` addresses.
/// "A <a@b>, c@d (C), Group: e@f;" -> "a@b", "c@d", "e@f".
std::vector<std::string> find_addresses(std::string_view value,
                                        std::size_t limit = 10'000);

} // namespace chainmail::mail

#endif
