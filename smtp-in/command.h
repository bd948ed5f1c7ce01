// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// One SMTP command line taken apart (RFC 5321 4.1.1). Pure.
#ifndef CHAINMAIL_SMTP_IN_COMMAND_H
#define CHAINMAIL_SMTP_IN_COMMAND_H

#include <optional>
#include <string>
#include <string_view>

namespace chainmail::smtp_in {

enum class Verb {
    helo,
    ehlo,
    lhlo,
    mail,
    rcpt,
    data,
    rset,
    noop,
    vrfy,
    help,
    quit,
    xforward,
    starttls,
    refused, ///< known to SMTP, not carried out here: EXPN, TURN and their like
    unknown,
};

struct Command {
    Verb verb = Verb::unknown;
    std::string word;          ///< the verb in upper case, for replies
    std::string_view argument; ///< without blanks around it; points into the line
};

/// Nothing when the line does not begin with a word of letters, or has a control byte
/// other than TAB. `line` comes without its line end.
std::optional<Command> parse_command(std::string_view line);

} // namespace chainmail::smtp_in

#endif
