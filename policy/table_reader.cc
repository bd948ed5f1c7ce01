// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "table_reader.h"

#include "base/text.h"

#include <array>

namespace chainmail::policy {

namespace {

using config::Hash;
using config::List;
using config::Reference;
using config::RegexTable;
using config::Special;
using config::Value;
using text::cat;

struct ImpliedField {
    std::string_view variable;
    std::string_view column;
    FieldType type;
};

// README.sql: the columns that amavisd looks for on its own, before its own lists.
constexpr std::array implied_fields{
    ImpliedField{"@local_domains_maps", "local", FieldType::local},
    ImpliedField{"@virus_lovers_maps", "virus_lover", FieldType::truth},
    ImpliedField{"@spam_lovers_maps", "spam_lover", FieldType::truth},
    ImpliedField{"@unchecked_lovers_maps", "unchecked_lover", FieldType::truth},
    ImpliedField{"@banned_files_lovers_maps", "banned_files_lover", FieldType::truth},
    ImpliedField{"@bad_header_lovers_maps", "bad_header_lover", FieldType::truth},
    ImpliedField{"@bypass_virus_checks_maps", "bypass_virus_checks", FieldType::truth},
    ImpliedField{"@bypass_spam_checks_maps", "bypass_spam_checks", FieldType::truth},
    ImpliedField{
        "@bypass_banned_checks_maps", "bypass_banned_checks", FieldType::truth},
    ImpliedField{
        "@bypass_header_checks_maps", "bypass_header_checks", FieldType::truth},
    ImpliedField{"@spam_tag_level_maps", "spam_tag_level", FieldType::number},
    ImpliedField{"@spam_tag2_level_maps", "spam_tag2_level", FieldType::number},
    ImpliedField{"@spam_tag3_level_maps", "spam_tag3_level", FieldType::number},
    ImpliedField{"@spam_kill_level_maps", "spam_kill_level", FieldType::number},
    ImpliedField{"@message_size_limit_maps", "message_size_limit", FieldType::number},
    ImpliedField{"@banned_filename_maps", "banned_rulenames", FieldType::text},
    ImpliedField{"@spam_subject_tag_maps", "spam_subject_tag", FieldType::text},
    ImpliedField{"@spam_subject_tag2_maps", "spam_subject_tag2", FieldType::text},
    ImpliedField{"@spam_subject_tag3_maps", "spam_subject_tag3", FieldType::text},
    ImpliedField{"@addr_extension_virus_maps", "addr_extension_virus", FieldType::text},
    ImpliedField{"@addr_extension_spam_maps", "addr_extension_spam", FieldType::text},
    ImpliedField{
        "@addr_extension_banned_maps", "addr_extension_banned", FieldType::text},
    ImpliedField{"@addr_extension_bad_header_maps",
                 "addr_extension_bad_header",
                 FieldType::text},
    ImpliedField{"@forward_method_maps", "forward_method", FieldType::text},
    ImpliedField{"@virus_quarantine_to_maps", "virus_quarantine_to", FieldType::text},
    ImpliedField{"@banned_quarantine_to_maps", "banned_quarantine_to", FieldType::text},
    ImpliedField{
        "@unchecked_quarantine_to_maps", "unchecked_quarantine_to", FieldType::text},
    ImpliedField{"@spam_quarantine_to_maps", "spam_quarantine_to", FieldType::text},
    ImpliedField{
        "@bad_header_quarantine_to_maps", "bad_header_quarantine_to", FieldType::text},
    ImpliedField{"@clean_quarantine_to_maps", "clean_quarantine_to", FieldType::text},
    ImpliedField{
        "@archive_quarantine_to_maps", "archive_quarantine_to", FieldType::text},
    ImpliedField{"@spam_quarantine_cutoff_level_maps",
                 "spam_quarantine_cutoff_level",
                 FieldType::number},
    ImpliedField{
        "@spam_dsn_cutoff_level_maps", "spam_dsn_cutoff_level", FieldType::number},
    ImpliedField{"@warnvirusrecip_maps", "warnvirusrecip", FieldType::truth},
    ImpliedField{"@warnbannedrecip_maps", "warnbannedrecip", FieldType::truth},
    ImpliedField{"@warnbadhrecip_maps", "warnbadhrecip", FieldType::truth},
    ImpliedField{"@newvirus_admin_maps", "newvirus_admin", FieldType::text},
    ImpliedField{"@virus_admin_maps", "virus_admin", FieldType::text},
    ImpliedField{"@banned_admin_maps", "banned_admin", FieldType::text},
    ImpliedField{"@bad_header_admin_maps", "bad_header_admin", FieldType::text},
    ImpliedField{"@spam_admin_maps", "spam_admin", FieldType::text},
    ImpliedField{
        "@disclaimer_options_bysender_maps", "disclaimer_options", FieldType::text},
};

const ImpliedField* implied_field(std::string_view variable)
{
    for (const auto& one : implied_fields)
        if (one.variable == variable) return &one;
    return nullptr;
}

Acl::Element read_element(std::string_view text)
{
    Acl::Element element;
    element.text = text;
    for (; text.starts_with('!'); text.remove_prefix(1))
        element.yes = !element.yes;
    if (const auto at = text.rfind('@'); at != text.npos) {
        element.kind = Acl::Element::Kind::address;
        element.local = text.substr(0, at);
        element.domain = text::lower(text.substr(at + 1));
    } else if (text.starts_with('.')) {
        element.kind = Acl::Element::Kind::subdomains;
        element.domain = text::lower(text.substr(1));
    } else {
        element.domain = text::lower(text);
    }
    return element;
}

// A list within the list has no text; Perl compares its address in memory, which never
// fits.
Acl read_acl(const List& list)
{
    Acl acl;
    for (const auto& one : list)
        if (const auto text = one.text()) acl.elements.push_back(read_element(*text));
    return acl;
}

HashTable read_hash(const Hash& hash)
{
    HashTable table;
    table.entries.insert(hash.begin(), hash.end());
    return table;
}

Result<PatternTable> read_patterns(const RegexTable& rows)
{
    PatternTable table;
    for (const auto& row : rows.rows) {
        const auto source = expression(row.regex);
        auto regex = pattern::Regex::compile(source);
        if (!regex) return permanent(cat(source, ": ", regex.error().what));
        table.rows.push_back({std::move(*regex), source, row.value});
    }
    return table;
}

// q_sql_s('column') and its like.
std::optional<Field> read_field(const Special& special)
{
    const auto& function = special.function;
    if (special.arguments.empty()) return {};
    const auto column = special.arguments.front().text();
    if (!column) return {};
    if (function == "q_sql_s") return Field{*column, FieldType::text};
    if (function == "q_sql_n") return Field{*column, FieldType::number};
    if (function == "q_sql_b") return Field{*column, FieldType::truth};
    return {};
}

// Opaque(X) is X as a constant, be it a list or a hash; X may be a reference.
const Value* find_opaque(const Value& value)
{
    const auto* special = value.get<Special>();
    if (special == nullptr || special->arguments.empty()) return nullptr;
    const bool opaque =
        special->function == "Opaque" || special->function == "OpaqueRef";
    return opaque ? &special->arguments.front() : nullptr;
}

std::string where_of(const View& view, const Reference& reference)
{
    return cat(reference.name,
               " (",
               config::text(view.settings().origin(reference.name)),
               ")");
}

} // namespace

std::string expression(const config::Regex& regex)
{
    return regex.flags.empty() ? regex.pattern
                               : cat("(?", regex.flags, ")", regex.pattern);
}

TableReader::TableReader(const config::Settings& settings)
    : has_sql_(settings.as_bool("$sql_lookups") &&
               settings.as_bool("$lookup_maps_imply_sql_and_ldap")),
      scratch_(std::make_shared<pattern::MatchScratch>())
{
}

Result<TableReader::Made> TableReader::make(const View& view,
                                            const Value& value,
                                            std::string_view name,
                                            std::string where)
{
    Table table{Constant{}, std::move(where)};
    if (const auto* list = value.get<List>()) {
        table.content = read_acl(*list);
    } else if (const auto* hash = value.get<Hash>()) {
        table.content = read_hash(*hash);
    } else if (const auto* rows = value.get<RegexTable>()) {
        auto patterns = read_patterns(*rows);
        if (!patterns) return view.refuse(name, patterns.error().what);
        patterns->scratch = scratch_;
        table.content = std::move(*patterns);
    } else if (const auto* special = value.get<Special>()) {
        const auto field = read_field(*special);
        if (!field)
            return view.refuse(name, cat("no table is made of ", special->function));
        table.content = *field;
    } else if (value.is_undef()) {
        return Made();
    } else if (value.text()) {
        table.content = Constant{value};
    } else {
        return view.refuse(name, cat("cannot look up addresses in ", value.kind()));
    }
    return std::make_shared<const Table>(std::move(table));
}

Result<TableReader::Made>
TableReader::element(const View& view, const Value& value, std::string_view name)
{
    if (const auto* opaque = find_opaque(value)) {
        const auto* reference = opaque->get<Reference>();
        const bool is_scalar = reference != nullptr && reference->name.starts_with('$');
        auto constant =
            is_scalar ? view.scalar(reference->name) : view.followed(*opaque);
        if (constant.is_undef()) return Made();
        return std::make_shared<const Table>(
            Table{Constant{std::move(constant)},
                  view.where(reference != nullptr ? reference->name : name)});
    }
    const auto* reference = value.get<Reference>();
    if (reference == nullptr) return make(view, value, name, view.where(name));
    const auto known = of_variables_.find(reference->name);
    if (known != of_variables_.end()) return known->second;
    auto made = make(
        view, view.settings().target(*reference), name, where_of(view, *reference));
    if (made) of_variables_.emplace(reference->name, *made);
    return made;
}

Result<Maps>
TableReader::maps_of(const View& view, const Elements& elements, std::string_view name)
{
    std::vector<Made> tables;
    const auto* field = has_sql_ ? implied_field(elements.variable) : nullptr;
    if (field != nullptr)
        tables.push_back(std::make_shared<const Table>(
            Table{Field{std::string(field->column), field->type},
                  cat("SQL column ", field->column)}));
    for (const auto& one : elements.list) {
        auto table = element(view, one, name);
        if (!table) return table.error();
        if (*table != nullptr) tables.push_back(std::move(*table));
    }
    return Maps(std::move(tables));
}

Result<Maps> TableReader::maps(const View& view, std::string_view name)
{
    return maps_of(view, view.list(name), name);
}

// A table by category refers to other settings, each of which a policy bank can
// override.
Result<Maps>
TableReader::maps_of(const View& view, const Value& value, std::string_view name)
{
    const auto* reference = value.get<Reference>();
    if (reference != nullptr && reference->name.starts_with('@'))
        return maps_of(view, view.list(reference->name), reference->name);
    if (reference != nullptr && reference->name.starts_with('$'))
        return maps_of(
            view, Elements{{view.scalar(reference->name)}, ""}, reference->name);
    if (const auto* list = value.get<List>())
        return maps_of(view, Elements{*list, ""}, name);
    return maps_of(view, Elements{{value}, ""}, name);
}

} // namespace chainmail::policy
