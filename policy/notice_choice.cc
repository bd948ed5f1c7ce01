// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "notice_choice.h"

#include <algorithm>

namespace chainmail::policy {

std::vector<Category> places_to_ask(const Verdict& verdict)
{
    std::vector<Category> places;
    if (verdict.blocking)
        places.push_back(*verdict.blocking);
    else
        places = verdict.categories;
    places.push_back(catch_all);
    return places;
}

const Maps* choose(const ByCategory& table, const Verdict& verdict)
{
    for (const auto& place : places_to_ask(verdict))
        if (const auto* maps = table.find(place)) return maps;
    return nullptr;
}

config::Value
choose(const ByCategory& table, const Verdict& verdict, const Subject& who)
{
    const auto* maps = choose(table, verdict);
    return maps == nullptr ? config::Value() : maps->value(who);
}

std::optional<std::string>
choose_text(const ByCategory& table, const Verdict& verdict, const Subject& who)
{
    const auto value = choose(table, verdict, who);
    return value.is_undef() ? std::nullopt : value.text();
}

Verdict verdict_of_all(const Decision& decision)
{
    Verdict all;
    all.categories = decision.categories;
    for (const auto& one : decision.verdicts) {
        all.blocking = std::max(all.blocking, one.blocking);
        all.is_tagged |= one.is_tagged;
        all.is_spammy |= one.is_spammy;
    }
    return all;
}

} // namespace chainmail::policy
