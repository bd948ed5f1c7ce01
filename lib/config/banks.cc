// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "config/banks.h"

#include "base/text.h"

namespace chainmail::config {

namespace {

std::vector<std::string> keys_of(std::string_view interface)
{
    if (interface.starts_with('/')) return {"SOCK", std::string(interface)};
    const auto close = interface.rfind("]:");
    if (close == interface.npos || !interface.starts_with('[')) return {};
    const auto address = interface.substr(1, close - 1);
    const auto port = interface.substr(close + 2);
    const bool is_ipv6 = address.find(':') != address.npos;
    return {std::string(port),
            is_ipv6 ? text::lower(interface) : text::cat(address, ':', port)};
}

} // namespace

const Value* Bank::find(std::string_view setting) const
{
    if (keys == nullptr) return nullptr;
    const auto found = keys->find(setting.substr(1));
    return found == keys->end() ? nullptr : &found->second;
}

Bank find_bank(const Settings& settings, std::string_view name)
{
    Bank bank{std::string(name), nullptr};
    const auto* banks = settings.scalar("%policy_bank").get<Hash>();
    if (banks == nullptr) return bank;
    const auto found = banks->find(name);
    if (found == banks->end()) return bank;
    const auto* reference = found->second.get<Reference>();
    bank.keys = (reference == nullptr ? found->second : settings.target(*reference))
                    .get<Hash>();
    return bank;
}

std::vector<std::string> interface_banks(const Settings& settings,
                                         std::string_view interface)
{
    std::vector<std::string> names;
    const auto* table = settings.scalar("%interface_policy").get<Hash>();
    if (table == nullptr) return names;
    for (const auto& key : keys_of(interface))
        if (const auto found = table->find(key); found != table->end())
            if (const auto name = found->second.text()) names.push_back(*name);
    return names;
}

} // namespace chainmail::config
