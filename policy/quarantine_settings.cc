// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "quarantine_settings.h"

#include "base/text.h"
#include "methods.h"

#include <array>

namespace chainmail::policy {

namespace {

constexpr std::array method_names{"$virus_quarantine_method",
                                  "$banned_files_quarantine_method",
                                  "$spam_quarantine_method",
                                  "$bad_header_quarantine_method",
                                  "$unchecked_quarantine_method",
                                  "$clean_quarantine_method",
                                  "$archive_quarantine_method"};

// amavisd finds out when there is something to quarantine.
Status check_methods(const View& view)
{
    for (const auto* name : method_names) {
        const auto method = view.scalar(name).text().value_or("");
        if (method.empty()) continue;
        const auto scheme = text::lower(method.substr(0, method.find(':')));
        if (scheme == "sql")
            return view.refuse(name,
                               "no quarantine in SQL: use local:NAME, smtp: or lmtp:");
        if (scheme == "pipe")
            return view.refuse(name,
                               "no programs are run for a quarantine: use local:NAME, "
                               "smtp: or lmtp:");
        if (scheme != "local" && scheme != "smtp" && scheme != "lmtp")
            return view.refuse(
                name,
                "is none of local:NAME, smtp:[ADDRESS]:PORT, lmtp:[ADDRESS]:PORT");
    }
    return {};
}

} // namespace

std::vector<std::string> quarantine_setting_names()
{
    std::vector<std::string> names(method_names.begin(), method_names.end());
    for (const auto* name : {"%quarantine_method_by_ccat",
                             "%quarantine_to_maps_by_ccat",
                             "@spam_quarantine_cutoff_level_maps",
                             "@archive_quarantine_to_maps",
                             "@spam_quarantine_bysender_to_maps",
                             "$mailfrom_to_quarantine",
                             "$QUARANTINEDIR",
                             "%local_delivery_aliases",
                             "$notify_method"})
        names.emplace_back(name);
    return names;
}

Result<QuarantineSettings> read_quarantine_settings(const View& view,
                                                    TableReader& reader)
{
    if (auto ok = check_methods(view); !ok) return ok.error();
    QuarantineSettings to;
    auto methods = ByCategory::read(reader, view, "%quarantine_method_by_ccat");
    if (!methods) return methods.error();
    to.methods = std::move(*methods);
    auto places = ByCategory::read(reader, view, "%quarantine_to_maps_by_ccat");
    if (!places) return places.error();
    to.places = std::move(*places);
    struct Named {
        const char* name;
        Maps& maps;
    };
    for (const auto& [name, maps] :
         {Named{"@spam_quarantine_cutoff_level_maps", to.cutoff},
          Named{"@archive_quarantine_to_maps", to.archive_places},
          Named{"@spam_quarantine_bysender_to_maps", to.places_by_sender}}) {
        auto read = reader.maps(view, name);
        if (!read) return read.error();
        maps = std::move(*read);
    }
    to.archive = view.scalar("$archive_quarantine_method").text().value_or("");
    const auto sender = view.scalar("$mailfrom_to_quarantine");
    if (!sender.is_undef()) to.sender = sender.text();
    to.has_directory =
        !view.settings().scalar("$QUARANTINEDIR").text().value_or("").empty();
    if (const auto* aliases =
            view.settings().scalar("%local_delivery_aliases").get<config::Hash>())
        for (const auto& [name, value] : *aliases)
            to.aliases.emplace(name, value.is_true());
    to.mail_by = methods_of(view.scalar("$notify_method"));
    return to;
}

} // namespace chainmail::policy
