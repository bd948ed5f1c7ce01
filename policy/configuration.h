// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The settings that policy needs, read once and checked.
#ifndef CHAINMAIL_POLICY_CONFIGURATION_H
#define CHAINMAIL_POLICY_CONFIGURATION_H

#include "base/result.h"
#include "config/settings.h"
#include "lookup.h"

#include <optional>
#include <string>
#include <vector>

namespace chainmail::policy {

/// amavisd's D_*.
enum class Destiny { pass, discard, reject, tempfail };

/// "pass", as chainmail-record(5) writes it.
std::string_view text(Destiny destiny);

/// A score to reach.
struct Level {
    double value = 0;
    std::string text; ///< as header fields show it: what the configuration says
};

struct Levels {
    std::optional<Level> tag;  ///< none: every mail is at or above it
    std::optional<Level> tag2; ///< none: no mail ever is
    std::optional<Level> kill; ///< none: no mail ever is
};

struct Configuration {
    std::string host_name;             ///< $myhostname
    std::string localhost_name;        ///< $localhost_name
    std::string product_name;          ///< $myproduct_name
    std::vector<std::string> required; ///< programs whose findings must be there
    std::string forward_method;
    Destiny virus = Destiny::discard;
    Destiny spam = Destiny::pass;
    Levels levels;
    Lookup local_domains;
    Lookup bypass_virus_checks;
    Lookup bypass_spam_checks;
    std::string scanned_field;  ///< "X-Virus-Scanned: LINE"; "" is none
    std::string scanned_name;   ///< its name
    char level_character = '*'; ///< 0: no X-Spam-Level
    bool remove_spam_fields = true;
    bool remove_scanned_fields = false;
};

/// The names that read_configuration() looks up.
std::vector<std::string> setting_names();

/// Errors name the place in the configuration.
Result<Configuration> read_configuration(const config::Settings& settings);

} // namespace chainmail::policy

#endif
