// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Log lines go to descriptor 2 as "<PRIO>text\n", PRIO as in syslog(3), one write(2)
// each. Whoever reads the other end adds time and place.
#ifndef CHAINMAIL_OS_LOG_H
#define CHAINMAIL_OS_LOG_H

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::os {

enum class Level { error = 3, warning = 4, notice = 5, info = 6, debug = 7 };

/// The name put before each line of this process ("smtp-in: "); call once, at the
/// start. `name` must live as long as the process. A line that begins with "(" is about
/// a mail,
/// "(ID) Passed CLEAN ...": it carries no name, the form that log readers know.
///
/// When descriptor 2 is the very socket that is descriptor 0 (inetd puts the client on
/// all three), what is logged must not be said to the client: 2 becomes the system's
/// log, of facility "mail", or /dev/null where there is none.
void log_name(std::string_view name);

/// Descriptor 2 is another one now: a terminal (no "<PRIO>") or not.
void log_to_person(bool person);

/// Descriptor 2 is the socket of the system's log: each line is a message for it.
bool logs_to_system();

/// Control bytes are shown as \xHH; a line is cut at 2000 bytes so that it stays one
/// write to a pipe (PIPE_BUF). A full pipe loses the line, never blocks the mail.
void log(Level level, std::string_view text);

/// `text` about the mail `id`, however long: "(ID) TEXT" in lines of at most 980 bytes.
void log_about(Level level, std::string_view id, std::string_view text);

/// `text` in pieces "(ID) PIECE" of at most `limit` bytes each: all but the last end in
/// "...", all but the first begin with it. Pure.
std::vector<std::string>
split_line(std::string_view id, std::string_view text, std::size_t limit);

} // namespace chainmail::os

#endif
