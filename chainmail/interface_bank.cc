// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "interface_bank.h"

#include "base/text.h"

namespace chainmail::supervisor {

namespace {

const config::Value* find(const config::Value& table, std::string_view key)
{
    const auto* hash = table.get<config::Hash>();
    if (hash == nullptr) return nullptr;
    const auto found = hash->find(key);
    return found == hash->end() ? nullptr : &found->second;
}

// amavisd writes an IPv4 address without brackets in this table, an IPv6 one with them.
std::vector<std::string> keys_of(const std::string& place)
{
    if (place.starts_with('/')) return {"SOCK", place};
    const auto colon = place.rfind(':');
    std::string plain = place;
    std::erase(plain, '[');
    std::erase(plain, ']');
    return {place.substr(colon + 1), plain, place};
}

void add(InterfaceBank& to,
         const config::Settings& settings,
         std::string_view name,
         const config::Value& bank)
{
    to.path += (to.path.empty() ? "" : "/") + std::string(name);
    if (const auto* protocol = find(bank, "protocol"))
        to.protocol = text::upper(protocol->text().value_or(""));
    const auto* acl = find(bank, "inet_acl");
    if (acl == nullptr) return;
    const auto* reference = acl->get<config::Reference>();
    const auto& value = reference == nullptr ? *acl : settings.target(*reference);
    if (const auto* list = value.get<config::List>()) to.inet_acl = *list;
}

} // namespace

InterfaceBank bank_of(const config::Settings& settings, const std::string& place)
{
    InterfaceBank found;
    for (const auto& key : keys_of(place)) {
        const auto* names = find(settings.scalar("%interface_policy"), key);
        if (names == nullptr) continue;
        const auto all = names->text().value_or("");
        for (const auto word : text::split(all, ',')) {
            const auto name = text::trim(word);
            const auto* bank = find(settings.scalar("%policy_bank"), name);
            if (bank != nullptr) add(found, settings, name, *bank);
        }
    }
    return found;
}

} // namespace chainmail::supervisor
