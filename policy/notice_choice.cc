// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "notice_choice.h"

#include <algorithm>

namespace chainmail::policy {

const Maps* choose(const ByCategory& table, const Verdict& verdict)
{
    if (verdict.blocking) return table.first({&*verdict.blocking, 1});
    return table.first(verdict.categories);
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
