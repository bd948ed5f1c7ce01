// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A mail that is kept in a file: on disk, with the directory that names it, before the
// call returns; after an error, not there at all.
#ifndef CHAINMAIL_SMTP_OUT_QUARANTINE_FILE_H
#define CHAINMAIL_SMTP_OUT_QUARANTINE_FILE_H

#include "base/result.h"
#include "quarantine_place.h"

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::smtp_out {

/// The bytes of a mail, one piece after the other; the last is the body, which begins
/// behind the empty line.
using Pieces = std::vector<std::string_view>;

/// A new file, mode 0640; by gzip where the name ends in ".gz". Refused: a name that is
/// there already. Errors are temporary and name the file.
Status store_file(const NewFile& file, const Pieces& pieces);

/// Appends to a mailbox in the format mboxrd, under flock(2); made with mode 0640.
/// `from_line` is the first line, without "From " and line end. What cannot be finished
/// is taken back.
Status append_to_mailbox(const std::string& path,
                         std::string_view from_line,
                         const Pieces& pieces);

/// "a@b Sun Nov 22 20:15:00 2026" in UTC, blanks in the address as "-", the null sender
/// as MAILER-DAEMON.
std::string mailbox_from_line(std::string_view sender, std::int64_t unix_seconds);

} // namespace chainmail::smtp_out

#endif
