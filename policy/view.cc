// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "view.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::policy {

namespace {

using config::Hash;
using config::List;
using config::Reference;
using config::Value;
using text::cat;

constexpr std::string_view bank_table = "%policy_bank";

std::string place(const config::Settings& settings, const Bank& bank)
{
    return cat("policy bank ",
               bank.name,
               " (",
               config::text(settings.origin(bank_table, bank.name)),
               ")");
}

void merge(Hash& into, const Hash& over)
{
    constexpr std::string_view replace = "REPLACE";
    const auto wish = over.find(replace);
    if (wish != over.end() && wish->second.is_true()) into.clear();
    for (const auto& [key, value] : over)
        if (key != replace) into[key] = value;
}

} // namespace

const Value& View::followed(const Value& value) const
{
    const auto* reference = value.get<Reference>();
    return reference != nullptr ? settings_.target(*reference) : value;
}

const Bank* View::bank_of(std::string_view name) const
{
    const auto found =
        std::find_if(banks_.rbegin(), banks_.rend(), [&](const Bank& bank) {
            return bank.find(name) != nullptr;
        });
    return found == banks_.rend() ? nullptr : &*found;
}

Value View::scalar(std::string_view name) const
{
    const auto* bank = bank_of(name);
    return bank != nullptr ? followed(*bank->find(name)) : settings_.scalar(name);
}

Elements View::list(std::string_view name) const
{
    const auto* bank = bank_of(name);
    if (bank == nullptr) return {settings_.list(name), std::string(name)};
    const Value& written = *bank->find(name);
    const auto* reference = written.get<Reference>();
    const std::string variable =
        reference != nullptr && reference->name.starts_with('@') ? reference->name : "";
    const Value& value = followed(written);
    if (value.is_undef()) return {{}, variable};
    if (const auto* list = value.get<List>()) return {*list, variable};
    return {{value}, variable};
}

Hash View::hash(std::string_view name) const
{
    Hash all;
    if (const auto* base = settings_.scalar(name).get<Hash>()) all = *base;
    for (const auto& bank : banks_) {
        const auto* written = bank.find(name);
        if (written == nullptr) continue;
        if (const auto* over = followed(*written).get<Hash>()) merge(all, *over);
    }
    return all;
}

std::string View::where(std::string_view name) const
{
    const auto* bank = bank_of(name);
    if (bank != nullptr) return cat(name.substr(1), " in ", place(settings_, *bank));
    return cat(name, " (", config::text(settings_.origin(name)), ")");
}

Error View::refuse(std::string_view name, std::string_view why) const
{
    const auto* bank = bank_of(name);
    if (bank == nullptr) return settings_.refuse(name, why);
    return permanent(cat(config::text(settings_.origin(bank_table, bank->name)),
                         ": policy bank ",
                         bank->name,
                         ": ",
                         name.substr(1),
                         ": ",
                         why));
}

} // namespace chainmail::policy
