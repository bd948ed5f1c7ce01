// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Where a local quarantine is, by amavisd's rules: $QUARANTINEDIR,
// %local_delivery_aliases, and names with % in them. Pure.
#ifndef CHAINMAIL_SMTP_OUT_QUARANTINE_PLACE_H
#define CHAINMAIL_SMTP_OUT_QUARANTINE_PLACE_H

#include "config/settings.h"
#include "digest.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::smtp_out {

/// What a name of a place stands for.
struct Alias {
    std::string
        path; ///< a directory, or a file that mail is appended to; "" is nowhere
    std::string name; ///< template for the files in the directory; "" is the method's
};

struct QuarantineSettings {
    std::string directory; ///< $QUARANTINEDIR, "" without
    bool in_subdirectories = false;
    std::map<std::string, Alias, std::less<>> aliases;
    Digest digest; ///< for %b in a name
};

/// A value that is no place is an error that names it.
Result<QuarantineSettings> read_quarantine_settings(const config::Settings& settings);

/// What stands for %m, %n, %i, %b in a name.
struct NameParts {
    std::string
        mail_id; ///< letters, digits, "-" and "_"; begins with one of the former
    std::string log_id;
    std::int64_t unix_seconds = 0;
    std::string body_digest = {}; ///< only where it is asked for
};

/// The alias that `place` (its part before the "@") has by the configuration, else by
/// amavisd's own table, else $QUARANTINEDIR. `sender` is that of the mail.
Alias find_alias(std::string_view place,
                 const QuarantineSettings& settings,
                 std::string_view sender);

/// The file for a new mail in the directory of `alias`. `method_name` is what stands
/// behind "local:". The subdirectory is the first letter of the mail_id. An error for a
/// mail_id or a name that could lead elsewhere.
struct NewFile {
    std::string directory;       ///< the one it lies in
    bool make_directory = false; ///< it is a subdirectory that may be missing
    std::string path;
};
Result<NewFile> new_file(const Alias& alias,
                         std::string_view method_name,
                         const NameParts& parts,
                         bool in_subdirectories);

/// The path as the log shows it: relative to $QUARANTINEDIR where it lies in it.
std::string shown(const std::string& path, const std::string& directory);

/// "20261122T201500": ISO 8601, local time.
std::string iso8601(std::int64_t unix_seconds);

} // namespace chainmail::smtp_out

#endif
