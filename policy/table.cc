// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "table.h"

#include "base/text.h"
#include "perl_number.h"

#include <charconv>

namespace chainmail::policy {

namespace {

using config::Value;
using Found = std::optional<Match>;

// What a reference to a group in a value may look like, "$1", "${1}" or "$(1)": its
// length and the number. Length 0: it is none.
struct GroupReference {
    std::size_t length = 0;
    std::size_t number = 0;
};

GroupReference group_reference(std::string_view text)
{
    const char open = text.size() > 1 ? text[1] : '\0';
    const char close = open == '{' ? '}' : open == '(' ? ')' : '\0';
    const std::size_t begin = close != '\0' ? 2 : 1;
    GroupReference found;
    const auto digits = text.substr(std::min(begin, text.size()));
    const auto read =
        std::from_chars(digits.data(), digits.data() + digits.size(), found.number);
    const auto end = begin + static_cast<std::size_t>(read.ptr - digits.data());
    if (end == begin) return {};
    if (close == '\0') return {end, found.number};
    if (end >= text.size() || text[end] != close) return {};
    return {end + 1, found.number};
}

/// `groups` from $1 on; one that is not there is empty.
std::string substitute(std::string_view text,
                       const std::vector<std::string_view>& groups)
{
    std::string out;
    while (!text.empty()) {
        const auto reference =
            text[0] == '$' ? group_reference(text) : GroupReference();
        if (reference.length == 0) {
            out += text[0];
            text.remove_prefix(1);
            continue;
        }
        if (reference.number >= 1 && reference.number <= groups.size())
            out += groups[reference.number - 1];
        text.remove_prefix(reference.length);
    }
    return out;
}

Value filled_in(const Value& value, const std::vector<std::string_view>& groups)
{
    const auto* text = value.get<std::string>();
    if (text == nullptr || text->find('$') == text->npos) return value;
    return substitute(*text, groups);
}

Found ask(const Constant& table, const Subject&)
{
    if (table.value.is_undef()) return {};
    return Match{table.value, nullptr, "the constant"};
}

Found ask(const HashTable& table, const Subject& subject)
{
    const auto& keys = subject.keys();
    for (const auto& key : keys.keys) {
        const auto found = table.entries.find(key);
        if (found == table.entries.end()) continue;
        if (found->second.is_undef()) return {};
        return Match{
            filled_in(found->second,
                      {keys.full, keys.local, keys.user, keys.extension, keys.domain}),
            nullptr,
            text::cat("key ", key)};
    }
    return {};
}

bool fits(const Acl::Element& element, const Subject& subject)
{
    const auto& domain = subject.domain();
    switch (element.kind) {
    case Acl::Element::Kind::address:
        return domain == element.domain &&
               subject.local() == (subject.is_case_sensitive()
                                       ? element.local
                                       : text::lower(element.local));
    case Acl::Element::Kind::domain:
        return domain == element.domain;
    case Acl::Element::Kind::subdomains:
        break;
    }
    if (element.domain.empty() || domain == element.domain) return true;
    return domain.size() > element.domain.size() && domain.ends_with(element.domain) &&
           domain[domain.size() - element.domain.size() - 1] == '.';
}

Found ask(const Acl& table, const Subject& subject)
{
    for (const auto& element : table.elements)
        if (fits(element, subject))
            return Match{Value(element.yes ? 1.0 : 0.0),
                         nullptr,
                         text::cat("element ", element.text)};
    return {};
}

Found ask(const PatternTable& table, const Subject& subject)
{
    for (const auto& row : table.rows) {
        auto groups = row.regex.groups(subject.address(), *table.scratch);
        if (groups.empty()) continue;
        groups.erase(groups.begin());
        if (row.value.is_undef()) return {};
        return Match{
            filled_in(row.value, groups), nullptr, text::cat("pattern ", row.text)};
    }
    return {};
}

// Of the rows in order, the first in which the column is not NULL.
Found ask(const Field& table, const Subject& subject)
{
    const auto& rows = subject.rows();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto value = field_value(rows[i], table.name, table.type);
        if (value.is_undef()) continue;
        const auto* id = column(rows[i], "id");
        return Match{std::move(value),
                     nullptr,
                     id != nullptr ? text::cat("row ", i + 1, ", id ", *id)
                                   : text::cat("row ", i + 1)};
    }
    return {};
}

} // namespace

Found look_up(const Table& table, const Subject& subject)
{
    auto found =
        std::visit([&](const auto& one) { return ask(one, subject); }, table.content);
    if (found) found->table = &table;
    return found;
}

Found Maps::first(const Subject& subject) const
{
    for (const auto& table : tables_)
        if (auto found = look_up(*table, subject)) return found;
    return {};
}

bool Maps::is_true(const Subject& subject) const
{
    const auto found = first(subject);
    return found && found->value.is_true();
}

config::Value Maps::value(const Subject& subject) const
{
    auto found = first(subject);
    return found ? std::move(found->value) : Value();
}

double to_number(const Value& value)
{
    if (const auto* number = value.get<double>()) return *number;
    return perl_number(value.text().value_or(""));
}

} // namespace chainmail::policy
