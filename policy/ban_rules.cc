// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "ban_rules.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::policy {

namespace {

using config::List;
using config::Value;

constexpr std::string_view maps_name = "@banned_filename_maps";
constexpr std::string_view rules_name = "%banned_rules";
constexpr std::string_view paths_name = "$banned_namepath_re";
constexpr std::string_view standard_rule = "DEFAULT";
constexpr std::string_view standard_table = "$banned_filename_re";

} // namespace

std::vector<std::string> rule_names(std::string_view text)
{
    std::vector<std::string> names;
    std::string name;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '"') quoted = !quoted;
        if (!quoted && (c == ',' || c == ' ')) {
            if (!name.empty()) names.push_back(std::move(name));
            name.clear();
        } else {
            name += c;
        }
    }
    if (!name.empty()) names.push_back(std::move(name));
    return names;
}

// A table, or a list of them.
Result<BanTables>
BanRules::read_rule(TableReader& reader, const View& view, const Value& value)
{
    BanTables tables;
    const auto& followed = view.followed(value);
    const auto* list = followed.get<List>();
    for (const auto& one : list != nullptr ? *list : List{value}) {
        auto table = reader.element(view, one, rules_name);
        if (!table) return table.error();
        if (*table != nullptr) tables.push_back(std::move(*table));
    }
    return tables;
}

Result<Value> BanRules::named(TableReader& reader, const View& view, const Value& value)
{
    if (view.followed(value).get<List>() == nullptr) return value;
    auto tables = read_rule(reader, view, value);
    if (!tables) return tables.error();
    auto name = text::cat('\x01', rules_.size());
    rules_.emplace(name, std::move(*tables));
    return Value(std::move(name));
}

Status BanRules::name_lists(TableReader& reader, const View& view, Table& table)
{
    std::vector<Value*> values;
    if (auto* hash = std::get_if<HashTable>(&table.content))
        for (auto& [key, value] : hash->entries)
            values.push_back(&value);
    if (auto* constant = std::get_if<Constant>(&table.content))
        values.push_back(&constant->value);
    for (auto* value : values) {
        auto name = named(reader, view, *value);
        if (!name) return name.error();
        *value = std::move(*name);
    }
    return {};
}

Result<BanRules> BanRules::read(TableReader& reader, const View& view)
{
    BanRules rules;
    auto named_rules = view.hash(rules_name);
    // amavisd's default, which any rule of a site's own takes the place of.
    if (named_rules.empty())
        named_rules.emplace(standard_rule, view.scalar(standard_table));
    for (const auto& [name, value] : named_rules) {
        auto tables = rules.read_rule(reader, view, value);
        if (!tables) return tables.error();
        rules.rules_.emplace(name, std::move(*tables));
    }
    const auto maps = reader.maps(view, maps_name);
    if (!maps) return maps.error();
    std::vector<std::shared_ptr<const Table>> tables;
    for (const auto& table : maps->tables()) {
        const bool has_values = std::holds_alternative<HashTable>(table->content) ||
                                std::holds_alternative<Constant>(table->content);
        if (!has_values) {
            tables.push_back(table);
            continue;
        }
        Table own = {{}, table->where};
        if (const auto* hash = std::get_if<HashTable>(&table->content))
            own.content = *hash;
        else
            own.content = std::get<Constant>(table->content);
        if (auto done = rules.name_lists(reader, view, own); !done) return done.error();
        tables.push_back(std::make_shared<const Table>(std::move(own)));
    }
    rules.maps_ = Maps(std::move(tables));
    auto paths = rules.read_rule(reader, view, view.scalar(paths_name));
    if (!paths) return paths.error();
    rules.for_paths_ = std::move(*paths);
    return rules;
}

BanTables BanRules::tables_for(const Subject& recipient) const
{
    BanTables tables;
    for (const auto& match : maps_.all(recipient))
        for (const auto& name : rule_names(match.value.text().value_or(""))) {
            const auto rule = rules_.find(name);
            if (rule != rules_.end())
                std::ranges::copy(rule->second, std::back_inserter(tables));
        }
    return tables;
}

} // namespace chainmail::policy
