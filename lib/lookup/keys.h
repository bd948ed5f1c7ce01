// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The keys under which tables (hash, SQL, LDAP) are asked about a mail address, from
// the most to the least specific, as amavisd makes them (its README.lookups). Pure.
#ifndef CHAINMAIL_LOOKUP_KEYS_H
#define CHAINMAIL_LOOKUP_KEYS_H

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::lookup {

struct KeyOptions {
    std::string
        delimiter; ///< $recipient_delimiter: each of its bytes is one; "" is none
    bool case_sensitive = false; ///< $localpart_is_case_sensitive
};

/// How a user without a domain and a domain without a user are written.
enum class KeyStyle {
    hash, ///< "user@" and "example.com": a key without "@" is a domain
    sql,  ///< "user" and "@example.com": a key without "@" is a user
};

struct AddressKeys {
    std::vector<std::string> keys; ///< each once, at most 26
    // What $1 to $5 stand for in the result of a table; %a %l %u %e %d in SQL.
    std::string full;      ///< the address as given
    std::string local;     ///< its local part as given
    std::string user;      ///< the local part in lower case, without the extension
    std::string extension; ///< in lower case, its delimiter included
    std::string domain;    ///< lower case, IDNA, without dots at the end
};

/// `address` is unquoted, any bytes ("a b@example.com", "", "user"). With `is_local`
/// the keys of a user without a domain are among them. Domain labels beyond the last
/// twenty have no keys of their own.
AddressKeys make_keys(std::string_view address,
                      KeyStyle style,
                      bool is_local,
                      const KeyOptions& options);

} // namespace chainmail::lookup

#endif
