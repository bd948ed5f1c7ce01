// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The settings that smtp-in reads, checked and in its own units.
#ifndef CHAINMAIL_SMTP_IN_OPTIONS_H
#define CHAINMAIL_SMTP_IN_OPTIONS_H

#include "config/settings.h"
#include "session.h"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::smtp_in {

struct Options {
    SessionOptions session;                    ///< its name is not a setting
    std::uint64_t client_timeout_ms = 480'000; ///< for each wait for the client
    std::uint64_t child_timeout_ms = 480'000;  ///< from the final dot to the deadline
    std::set<std::string> skip;                ///< programs that have nothing to do
    std::string temp_directory;                ///< $TEMPBASE
};

/// Names with sigil.
std::vector<std::string> option_names();

Result<Options> read_options(const config::Settings& settings);

/// The EHLO keywords left out at `interface` (as in chainmail-record(5)): those of the
/// last of its policy banks that has a word on them, else of the setting itself. What
/// is no list of texts there counts as none.
std::vector<std::string> discarded_at(const config::Settings& settings,
                                      std::string_view interface);

/// $smtpd_greeting_banner and $smtpd_quit_banner for clients of this interface.
void set_banners(const config::Settings& settings,
                 std::string_view interface,
                 SessionOptions& to);

} // namespace chainmail::smtp_in

#endif
