// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What the configuration says of the quarantine.
#ifndef CHAINMAIL_POLICY_QUARANTINE_SETTINGS_H
#define CHAINMAIL_POLICY_QUARANTINE_SETTINGS_H

#include "by_category.h"
#include "table_reader.h"
#include "view.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace chainmail::policy {

struct QuarantineSettings {
    ByCategory methods;    ///< %quarantine_method_by_ccat
    ByCategory places;     ///< %quarantine_to_maps_by_ccat
    Maps cutoff;           ///< @spam_quarantine_cutoff_level_maps
    std::string archive;   ///< $archive_quarantine_method; "" is none
    Maps archive_places;   ///< @archive_quarantine_to_maps
    Maps places_by_sender; ///< @spam_quarantine_bysender_to_maps
    std::optional<std::string>
        sender; ///< $mailfrom_to_quarantine; none: the mail's own
    /// What $QUARANTINEDIR and %local_delivery_aliases have a place for.
    bool has_directory = false;
    std::map<std::string, bool, std::less<>> aliases; ///< false: nowhere
    std::vector<std::string> mail_by; ///< $notify_method: for places with "@"
};

std::vector<std::string> quarantine_setting_names();

/// A method that is none of ours is an error that names the setting.
Result<QuarantineSettings> read_quarantine_settings(const View& view,
                                                    TableReader& reader);

} // namespace chainmail::policy

#endif
