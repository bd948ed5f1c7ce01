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

// Each ask() hands what it finds to `use`, which says whether that was enough. An
// undefined value is handed over as well: it ends the search for a first answer.

template <typename Use>
void ask(const Constant& table, const Subject&, Use use)
{
    use(table.value, std::string("the constant"));
}

template <typename Use>
void ask(const HashTable& table, const Subject& subject, Use use)
{
    const auto& keys = subject.keys();
    for (const auto& key : keys.keys) {
        const auto found = table.entries.find(key);
        if (found == table.entries.end()) continue;
        if (use(filled_in(
                    found->second,
                    {keys.full, keys.local, keys.user, keys.extension, keys.domain}),
                text::cat("key ", key)))
            return;
    }
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

// One element decides, also where all answers are wanted.
template <typename Use>
void ask(const Acl& table, const Subject& subject, Use use)
{
    for (const auto& element : table.elements) {
        if (!fits(element, subject)) continue;
        use(Value(element.yes ? 1.0 : 0.0), text::cat("element ", element.text));
        return;
    }
}

std::optional<Value> value_of(const PatternTable::Row& row,
                              std::string_view text,
                              pattern::MatchScratch& scratch)
{
    auto groups = row.regex.groups(text, scratch);
    if (groups.empty()) return {};
    groups.erase(groups.begin());
    return filled_in(row.value, groups);
}

template <typename Use>
void ask(const PatternTable& table, const Subject& subject, Use use)
{
    for (const auto& row : table.rows)
        if (auto value = value_of(row, subject.address(), *table.scratch);
            value && use(std::move(*value), text::cat("pattern ", row.text)))
            return;
}

// The rows in their order, those in which the column is not NULL.
template <typename Use>
void ask(const Field& table, const Subject& subject, Use use)
{
    const auto& rows = subject.rows();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto value = field_value(rows[i], table.name, table.type);
        if (value.is_undef()) continue;
        const auto* id = column(rows[i], "id");
        if (use(std::move(value),
                id != nullptr ? text::cat("row ", i + 1, ", id ", *id)
                              : text::cat("row ", i + 1)))
            return;
    }
}

} // namespace

Found look_up(const Table& table, const Subject& subject)
{
    Found found;
    const auto take = [&](Value value, std::string key) {
        if (!value.is_undef()) found = Match{std::move(value), &table, std::move(key)};
        return true;
    };
    std::visit([&](const auto& one) { ask(one, subject, take); }, table.content);
    return found;
}

std::vector<Match> look_up_all(const Table& table, const Subject& subject)
{
    std::vector<Match> all;
    const auto take = [&](Value value, std::string key) {
        if (!value.is_undef())
            all.push_back({std::move(value), &table, std::move(key)});
        return false;
    };
    std::visit([&](const auto& one) { ask(one, subject, take); }, table.content);
    return all;
}

std::optional<Hit> look_up_any(const Table& table,
                               const std::vector<std::string>& values)
{
    if (const auto* constant = std::get_if<Constant>(&table.content))
        return Hit{0, constant->value, ""};
    const auto* patterns = std::get_if<PatternTable>(&table.content);
    if (patterns == nullptr) return {};
    for (std::size_t i = 0; i < patterns->rows.size(); ++i) {
        const auto& row = patterns->rows[i];
        for (const auto& text : values)
            if (row.regex.matches(text, *patterns->scratch))
                return Hit{i, *value_of(row, text, *patterns->scratch), row.text};
    }
    return {};
}

Found Maps::first(const Subject& subject) const
{
    for (const auto& table : tables_)
        if (auto found = look_up(*table, subject)) return found;
    return {};
}

std::vector<Match> Maps::all(const Subject& subject) const
{
    std::vector<Match> all;
    for (const auto& table : tables_)
        for (auto& match : look_up_all(*table, subject))
            all.push_back(std::move(match));
    return all;
}

bool Maps::is_true(const Subject& subject) const
{
    const auto found = first(subject);
    return found && found->value.is_true();
}

config::Value Maps::by_name(const std::string& name) const
{
    for (const auto& table : tables_)
        if (auto hit = look_up_any(*table, {name}); hit && !hit->value.is_undef())
            return std::move(hit->value);
    return {};
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
