// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "notice_settings.h"

#include "methods.h"

#include <array>

namespace chainmail::policy {

namespace {

struct NamedTable {
    const char* name;
    ByCategory NoticeSettings::*place;
};

constexpr std::array tables{
    NamedTable{"%admin_maps_by_ccat", &NoticeSettings::administrators},
    NamedTable{"%warnrecip_maps_by_ccat", &NoticeSettings::warned_recipients},
    NamedTable{"%warnsender_by_ccat", &NoticeSettings::warned_senders},
    NamedTable{"%dsn_bcc_by_ccat", &NoticeSettings::bcc},
};

struct NamedPart {
    const char* name;
    NoticeForm NoticeSettings::*form;
    ByCategory NoticeForm::*part;
};

constexpr std::array parts{
    NamedPart{"%notify_admin_templ_by_ccat",
              &NoticeSettings::administrator,
              &NoticeForm::templates},
    NamedPart{"%hdrfrom_notify_admin_by_ccat",
              &NoticeSettings::administrator,
              &NoticeForm::header_from},
    NamedPart{"%mailfrom_notify_admin_by_ccat",
              &NoticeSettings::administrator,
              &NoticeForm::mail_from},
    NamedPart{"%notify_recips_templ_by_ccat",
              &NoticeSettings::recipient,
              &NoticeForm::templates},
    NamedPart{"%hdrfrom_notify_recip_by_ccat",
              &NoticeSettings::recipient,
              &NoticeForm::header_from},
    NamedPart{"%mailfrom_notify_recip_by_ccat",
              &NoticeSettings::recipient,
              &NoticeForm::mail_from},
    NamedPart{"%notify_sender_templ_by_ccat",
              &NoticeSettings::sender,
              &NoticeForm::templates},
    NamedPart{"%hdrfrom_notify_sender_by_ccat",
              &NoticeSettings::sender,
              &NoticeForm::header_from},
};

struct NamedMaps {
    const char* name;
    Maps NoticeSettings::*place;
};

constexpr std::array lists{
    NamedMaps{"@newvirus_admin_maps", &NoticeSettings::new_virus_administrators},
    NamedMaps{"@spam_notifyadmin_cutoff_level_maps",
              &NoticeSettings::administrator_cutoff},
    NamedMaps{"@viruses_that_fake_sender_maps", &NoticeSettings::faking_viruses},
    NamedMaps{"@spam_dsn_cutoff_level_maps", &NoticeSettings::cutoff},
    NamedMaps{"@spam_dsn_cutoff_level_bysender_maps",
              &NoticeSettings::cutoff_by_sender},
    NamedMaps{"@spam_crediblefrom_dsn_cutoff_level_maps",
              &NoticeSettings::credible_cutoff},
    NamedMaps{"@spam_crediblefrom_dsn_cutoff_level_bysender_maps",
              &NoticeSettings::credible_cutoff_by_sender},
};

} // namespace

std::vector<std::string> notice_setting_names()
{
    std::vector<std::string> names{"$notify_method", "$warn_offsite"};
    for (const auto& one : tables)
        names.emplace_back(one.name);
    for (const auto& one : parts)
        names.emplace_back(one.name);
    for (const auto& one : lists)
        names.emplace_back(one.name);
    return names;
}

Result<NoticeSettings> read_notice_settings(const View& view, TableReader& reader)
{
    NoticeSettings to;
    to.via = methods_of(view.scalar("$notify_method"));
    to.warns_everywhere = view.scalar("$warn_offsite").is_true();
    for (const auto& one : tables) {
        auto read = ByCategory::read(reader, view, one.name);
        if (!read) return read.error();
        to.*one.place = std::move(*read);
    }
    for (const auto& one : parts) {
        auto read = ByCategory::read(reader, view, one.name);
        if (!read) return read.error();
        to.*one.form.*one.part = std::move(*read);
    }
    for (const auto& one : lists) {
        auto read = reader.maps(view, one.name);
        if (!read) return read.error();
        to.*one.place = std::move(*read);
    }
    return to;
}

} // namespace chainmail::policy
