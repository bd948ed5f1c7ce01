// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "lookup.h"

#include "base/text.h"
#include "mail/address.h"

namespace chainmail::policy {

namespace {

Acl read_acl(const config::List& list)
{
    Acl acl;
    // What is no text never matched anything in amavisd either.
    for (const auto& element : list)
        if (const auto text = element.text())
            acl.elements.push_back(text::lower(*text));
    return acl;
}

// Nothing for a value that holds nothing.
Result<std::optional<Lookup::Table>> read_table(const config::Settings& settings,
                                                std::string_view name,
                                                const config::Value& value)
{
    using Found = std::optional<Lookup::Table>;
    if (value.is_undef()) return Found();
    if (const auto* list = value.get<config::List>())
        return Found(Lookup::Table(read_acl(*list)));
    if (value.text()) return Found(Lookup::Table(Constant{value.is_true()}));
    if (const auto* hash = value.get<config::Hash>(); hash && hash->empty())
        return Found();
    return settings.refuse(name,
                           text::cat("cannot look up addresses in ", value.kind()));
}

bool fits(std::string_view element, std::string_view address, std::string_view domain)
{
    if (element.find('@') != element.npos) return element == address;
    if (element == ".") return true;
    if (!element.starts_with('.')) return element == domain;
    return domain.ends_with(element) || domain == element.substr(1);
}

std::string_view without_dots(std::string_view domain)
{
    while (domain.ends_with('.'))
        domain.remove_suffix(1);
    return domain;
}

} // namespace

Result<Lookup> Lookup::read(const config::Settings& settings, std::string_view name)
{
    Lookup lookup;
    for (const auto& element : settings.list(name)) {
        const auto* reference = element.get<config::Reference>();
        const auto table = read_table(
            settings, name, reference ? settings.target(*reference) : element);
        if (!table) return table.error();
        if (*table) lookup.tables_.push_back(**table);
    }
    return lookup;
}

bool Lookup::is_true(std::string_view address) const
{
    for (const auto& table : tables_) {
        if (const auto* constant = std::get_if<Constant>(&table))
            return constant->value;
        if (const auto found = ask(std::get<Acl>(table), address)) return *found;
    }
    return false;
}

std::optional<bool> ask(const Acl& acl, std::string_view address)
{
    const auto lower = text::lower(address);
    const auto domain = without_dots(mail::split_address(lower).domain);
    for (std::string_view element : acl.elements) {
        bool yes = true;
        for (; element.starts_with('!'); element.remove_prefix(1))
            yes = !yes;
        if (fits(element, lower, domain)) return yes;
    }
    return {};
}

} // namespace chainmail::policy
