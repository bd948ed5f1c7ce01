// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "disclaimer.h"

#include "base/text.h"
#include "mail/address.h"
#include "mail/alter_options.h"

#include <algorithm>

namespace chainmail::policy {

namespace {

constexpr std::size_t most_originators = 20;

void add_addresses(const mail::Field& field, std::vector<std::string>& to)
{
    for (auto& address :
         mail::find_addresses(mail::unfold(field.value), most_originators))
        if (to.size() < most_originators && std::ranges::count(to, address) == 0)
            to.push_back(std::move(address));
}

std::string option_of(const Maps& options,
                      const Maps& local_domains,
                      const std::vector<Subject>& originators)
{
    for (const auto& one : originators) {
        if (!local_domains.is_true(one)) continue;
        const auto option = options.value(one);
        if (!option.is_undef()) return option.text().value_or("");
    }
    return "";
}

std::string with_option(std::string argument, std::string_view option)
{
    constexpr auto mark = mail::option_mark;
    for (auto at = argument.find(mark); at != std::string::npos;
         at = argument.find(mark, at + option.size()))
        argument.replace(at, mark.size(), option);
    return argument;
}

} // namespace

std::vector<std::string> disclaimer_setting_names()
{
    return {"$allow_disclaimers",
            "$outbound_disclaimers_only",
            "@altermime_args_disclaimer",
            "@disclaimer_options_bysender_maps"};
}

Result<DisclaimerSettings> read_disclaimer_settings(const View& view,
                                                    TableReader& reader)
{
    DisclaimerSettings to;
    to.allowed = view.scalar("$allow_disclaimers").is_true();
    to.outbound_only = view.scalar("$outbound_disclaimers_only").is_true();
    for (const auto& argument : view.list("@altermime_args_disclaimer").list)
        to.arguments.push_back(argument.text().value_or(""));
    auto options = reader.maps(view, "@disclaimer_options_bysender_maps");
    if (!options) return options.error();
    to.options = std::move(*options);
    return to;
}

std::vector<std::string> originators_of(const mail::Header& header,
                                        std::string_view sender)
{
    std::vector<std::string> all;
    const auto is_resent = [](std::string_view name) {
        return text::equal_ignore_case(name, "Resent-From") ||
               text::equal_ignore_case(name, "Resent-Sender");
    };
    for (const auto* field : mail::find_all(header, "From"))
        add_addresses(*field, all);
    for (const auto& field : header.fields)
        if (is_resent(field.name)) add_addresses(field, all);
    for (const auto* field : mail::find_all(header, "Sender"))
        add_addresses(*field, all);
    if (!sender.empty() && std::ranges::count(all, sender) == 0)
        all.emplace_back(sender);
    return all;
}

bool is_disclaimer(std::string_view manner)
{
    return text::equal_ignore_case(manner, "disclaimer") ||
           text::equal_ignore_case(manner, "nulldisclaimer");
}

Disclaimer disclaimer_for(const DisclaimerSettings& settings,
                          const Maps& local_domains,
                          const std::vector<Subject>& originators)
{
    Disclaimer made;
    const auto is_local = [&](const Subject& one) {
        return local_domains.is_true(one);
    };
    made.allowed = settings.allowed && std::ranges::any_of(originators, is_local);
    if (!made.allowed) return made;
    made.outbound_only = settings.outbound_only;
    made.arguments = settings.arguments;
    if (settings.options.tables().empty()) return made;
    const auto option = option_of(settings.options, local_domains, originators);
    for (auto& argument : made.arguments)
        argument = with_option(std::move(argument), option);
    return made;
}

} // namespace chainmail::policy
