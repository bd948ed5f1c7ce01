// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Disclaimers: text that is added to the mail of our own users; see amavisd's
// amavisd.conf-sample and alter_options.h. Pure.
#ifndef CHAINMAIL_POLICY_DISCLAIMER_H
#define CHAINMAIL_POLICY_DISCLAIMER_H

#include "mail/field.h"
#include "table.h"
#include "table_reader.h"

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::policy {

struct DisclaimerSettings {
    bool allowed = false;
    bool outbound_only = false;         ///< not for local recipients
    std::vector<std::string> arguments; ///< of altermime
    Maps options; ///< by sender: what stands in place of "_OPTION_" in them
};

std::vector<std::string> disclaimer_setting_names();

/// Errors name the place in the configuration.
Result<DisclaimerSettings> read_disclaimer_settings(const View& view,
                                                    TableReader& reader);

/// Who may have written or sent a mail, each once, the likeliest first: From,
/// Resent-From and Resent-Sender, Sender, the envelope's sender.
std::vector<std::string> originators_of(const mail::Header& header,
                                        std::string_view sender);

/// Whether the manner of %defang_maps_by_ccat asks for a disclaimer, be it one that is
/// only said to be there.
bool is_disclaimer(std::string_view manner);

/// What may be added to a message.
struct Disclaimer {
    bool allowed = false; ///< in mail of these originators
    bool outbound_only = false;
    std::vector<std::string> arguments; ///< as they are for its sender
};

Disclaimer disclaimer_for(const DisclaimerSettings& settings,
                          const Maps& local_domains,
                          const std::vector<Subject>& originators);

} // namespace chainmail::policy

#endif
