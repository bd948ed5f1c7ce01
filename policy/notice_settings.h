// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What the configuration says of notices and delivery status notifications.
#ifndef CHAINMAIL_POLICY_NOTICE_SETTINGS_H
#define CHAINMAIL_POLICY_NOTICE_SETTINGS_H

#include "by_category.h"
#include "table_reader.h"
#include "view.h"

#include <string>
#include <vector>

namespace chainmail::policy {

/// One sort of notice: its template, its From field, its envelope sender.
struct NoticeForm {
    ByCategory templates, header_from, mail_from;
};

struct NoticeSettings {
    std::vector<std::string> via; ///< $notify_method
    NoticeForm administrator, recipient, sender;
    ByCategory administrators; ///< %admin_maps_by_ccat
    Maps new_virus_administrators;
    Maps administrator_cutoff;
    ByCategory warned_recipients;  ///< %warnrecip_maps_by_ccat
    bool warns_everywhere = false; ///< $warn_offsite
    ByCategory warned_senders;     ///< %warnsender_by_ccat
    ByCategory bcc;                ///< %dsn_bcc_by_ccat
    Maps faking_viruses;
    Maps cutoff, cutoff_by_sender;                   ///< for any sender
    Maps credible_cutoff, credible_cutoff_by_sender; ///< for our own users
};

std::vector<std::string> notice_setting_names();

Result<NoticeSettings> read_notice_settings(const View& view, TableReader& reader);

} // namespace chainmail::policy

#endif
