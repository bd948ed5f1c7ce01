// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "access.h"

#include "base/text.h"
#include "interface_bank.h"

namespace chainmail::supervisor {

namespace {

Result<std::vector<std::string>> elements_of(const config::Settings& settings,
                                             const InterfaceBank& bank)
{
    if (!bank.inet_acl) return settings.as_texts("@inet_acl");
    std::vector<std::string> elements;
    for (const auto& value : *bank.inet_acl) {
        auto text = value.text();
        if (!text)
            return settings.refuse("%policy_bank",
                                   "inet_acl of " + bank.path + " is no list of texts");
        elements.push_back(std::move(*text));
    }
    return elements;
}

} // namespace

Result<Access> Access::of(const config::Settings& settings, const std::string& place)
{
    const auto bank = bank_of(settings, place);
    const auto elements = elements_of(settings, bank);
    if (!elements) return elements.error();
    auto networks = lookup::Networks::parse(*elements);
    if (!networks)
        return settings.refuse(bank.inet_acl ? "%policy_bank" : "@inet_acl",
                               networks.error().what);
    Access access;
    access.allowed_ = std::move(*networks);
    access.banks_ = bank.path;
    return access;
}

std::string Access::refusal(const std::string& peer) const
{
    if (peer.empty() || allowed_.ask(peer).value_or(false)) return "";
    return text::cat("DENIED ACCESS from IP ", peer, ", policy bank '", banks_, "'");
}

} // namespace chainmail::supervisor
