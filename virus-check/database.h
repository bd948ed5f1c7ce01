// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What lies in a directory of ClamAV signatures, before the engine loads it.
#ifndef CHAINMAIL_VIRUS_CHECK_DATABASE_H
#define CHAINMAIL_VIRUS_CHECK_DATABASE_H

#include "base/result.h"

#include <string>
#include <string_view>

namespace chainmail::virus_check {

struct Database {
    bool present = false; ///< there is at least one file of signatures
    /// A signature may ask where its bytes were found: inside a mail, under which name,
    /// beside which link. Then only the engine's own reader of mail can tell.
    bool asks_for_mail = false;
};

/// A directory that is not there has no database; one that cannot be read is an error.
Result<Database> look_at(const std::string& directory);

/// Whether libclamav reads a file of this name.
bool is_database_name(std::string_view name);

/// Hashes, and patterns in bytes, are the same wherever the bytes were. A pattern for
/// mail only is compared with what looks like mail, be it a part; not with text that
/// was decoded from one, whoever decodes it (libclamav 1.0 to 1.5).
bool never_asks_for_mail(std::string_view name);

} // namespace chainmail::virus_check

#endif
