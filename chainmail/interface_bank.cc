// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "interface_bank.h"

#include "base/text.h"
#include "config/banks.h"

namespace chainmail::supervisor {

namespace {

void add(InterfaceBank& to, const config::Settings& settings, const config::Bank& bank)
{
    to.path += (to.path.empty() ? "" : "/") + bank.name;
    if (const auto* protocol = bank.find("$protocol"))
        to.protocol = text::upper(protocol->text().value_or(""));
    const auto* acl = bank.find("@inet_acl");
    if (acl == nullptr) return;
    const auto* reference = acl->get<config::Reference>();
    const auto& value = reference == nullptr ? *acl : settings.target(*reference);
    if (const auto* list = value.get<config::List>()) to.inet_acl = *list;
}

} // namespace

InterfaceBank bank_of(const config::Settings& settings, const std::string& place)
{
    InterfaceBank found;
    for (const auto& name : config::interface_banks(settings, place))
        if (const auto bank = config::find_bank(settings, name); bank.keys != nullptr)
            add(found, settings, bank);
    return found;
}

} // namespace chainmail::supervisor
