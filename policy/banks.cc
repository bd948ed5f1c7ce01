// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "banks.h"

#include "base/text.h"

#include <algorithm>
#include <set>

namespace chainmail::policy {

namespace {

using config::Hash;
using config::List;
using config::Value;
using text::cat;
using Names = std::vector<std::string>;

constexpr std::string_view users_bank = "MYUSERS";
constexpr std::string_view interfaces = "%interface_policy";
constexpr std::string_view clients = "@client_ipaddr_policy";
constexpr std::size_t most_configurations = 1000;

// A place of each kind that the table tells apart, as chainmail-record(5) writes it.
std::string place_of(std::string_view key)
{
    if (key == "SOCK") return "/";
    if (key.starts_with('/') || key.starts_with('[')) return std::string(key);
    const auto colon = key.rfind(':');
    if (colon == key.npos) return cat("[]:", key);
    return cat('[', key.substr(0, colon), "]:", key.substr(colon + 1));
}

Names split_names(std::string_view list, char between)
{
    Names names;
    for (const auto name : text::split(list, between))
        if (const auto trimmed = text::trim(name); !trimmed.empty())
            names.emplace_back(trimmed);
    return names;
}

Result<ClientRule> read_rule(const View& view, const Value& table, const Value& names)
{
    ClientRule rule;
    rule.banks = split_names(names.text().value_or(""), ',');
    const auto& content = view.followed(table);
    if (const auto* hash = content.get<Hash>()) {
        for (const auto& [key, value] : *hash)
            if (!value.is_undef()) rule.entries.emplace(key, value.is_true());
        return rule;
    }
    const auto* list = content.get<List>();
    if (list == nullptr)
        return view.refuse(clients,
                           cat("a list of networks is needed, not ", content.kind()));
    std::vector<std::string> elements;
    for (const auto& element : *list)
        if (const auto text = element.text()) elements.push_back(*text);
    auto networks = lookup::Networks::parse(elements);
    if (!networks) return view.refuse(clients, networks.error().what);
    rule.networks = std::move(*networks);
    return rule;
}

// Pairs of a table and names; a name without a table before it is of no use.
Result<std::vector<ClientRule>> read_rules(const View& view)
{
    std::vector<ClientRule> rules;
    const auto pairs = view.list(clients).list;
    for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) {
        if (pairs[i + 1].is_undef()) continue;
        auto rule = read_rule(view, pairs[i], pairs[i + 1]);
        if (!rule) return rule.error();
        rules.push_back(std::move(*rule));
    }
    return rules;
}

// Names of banks that there are; the same twice in a row is loaded once.
std::vector<Bank> existing(const config::Settings& settings, const Names& names)
{
    std::vector<Bank> banks;
    for (const auto& name : names) {
        auto bank = config::find_bank(settings, name);
        if (bank.keys == nullptr || (!banks.empty() && banks.back().name == name))
            continue;
        banks.push_back(std::move(bank));
    }
    return banks;
}

// What a table of names can answer, as texts.
std::set<std::string> values_of(const Maps& maps)
{
    std::set<std::string> all;
    const auto add = [&](const Value& value) {
        if (value.is_true()) all.insert(value.text().value_or(""));
    };
    for (const auto& table : maps.tables()) {
        if (const auto* constant = std::get_if<Constant>(&table->content))
            add(constant->value);
        if (const auto* hash = std::get_if<HashTable>(&table->content))
            for (const auto& entry : hash->entries)
                add(entry.second);
        if (const auto* patterns = std::get_if<PatternTable>(&table->content))
            for (const auto& row : patterns->rows)
                add(row.value);
        if (std::holds_alternative<Acl>(table->content)) all.insert("1");
    }
    return all;
}

Names joined(Names first, const Names& second)
{
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

} // namespace

bool ClientRule::holds(std::string_view address) const
{
    if (networks) return networks->ask(address).value_or(false);
    for (const auto& key : lookup::network_keys(address))
        if (const auto found = entries.find(key); found != entries.end())
            return found->second;
    return false;
}

Result<std::string> Banks::add(const Names& names, TableReader& reader)
{
    const View view(settings_, existing(settings_, names));
    const auto path = path_of(view.banks());
    if (made_.contains(path)) return path;
    auto made = read_configuration(view, reader);
    if (!made) return made.error();
    made_.emplace(path, std::move(*made));
    if (made_.size() > most_configurations)
        return settings_.refuse(
            "%policy_bank",
            cat("more than ", most_configurations, " combinations of policy banks"));
    return path;
}

Status Banks::add_place(std::string_view interface, TableReader& reader)
{
    const auto here = config::interface_banks(settings_, interface);
    const auto key = text::join(here, "/");
    if (places_.contains(key)) return {};
    auto rules = read_rules(View(settings_, existing(settings_, here)));
    if (!rules) return rules.error();
    Place place;
    place.rules = std::move(*rules);
    std::vector<Names> choices{{}};
    for (const auto& rule : place.rules)
        choices.push_back(rule.banks);
    for (const auto& names : choices) {
        const auto path = add(joined(here, names), reader);
        if (!path) return path.error();
        place.paths[text::join(names, ",")] = *path;
        const auto users =
            add(joined(joined(here, names), {std::string(users_bank)}), reader);
        if (!users) return users.error();
    }
    places_.emplace(key, std::move(place));
    return {};
}

Result<Banks> Banks::read(const config::Settings& settings)
{
    Banks banks(settings);
    auto required = required_programs(settings);
    if (!required) return required.error();
    banks.required_ = std::move(*required);
    TableReader reader(banks.settings_);
    if (auto added = banks.add_place("", reader); !added) return added.error();
    if (const auto* table = banks.settings_.scalar(interfaces).get<Hash>())
        for (const auto& [key, name] : *table)
            if (auto added = banks.add_place(place_of(key), reader); !added)
                return added.error();
    if (auto added = banks.add_for_viruses(reader); !added) return added.error();
    return banks;
}

// Nothing can be compiled once the program is confined.
Status Banks::add_for_viruses(TableReader& reader)
{
    std::vector<std::pair<Names, std::set<std::string>>> wanted;
    for (const auto& [path, configuration] : made_)
        wanted.emplace_back(split_names(path, '/'),
                            values_of(configuration.banks_for_viruses));
    for (const auto& [below, lists] : wanted)
        for (const auto& list : lists)
            if (const auto added = add(joined(below, bank_names(list)), reader); !added)
                return added.error();
    return {};
}

const Configuration* Banks::over(const Configuration& base, const Names& names) const
{
    const auto below = split_names(base.bank, '/');
    const auto banks = existing(settings_, joined(below, names));
    const auto found = made_.find(path_of(banks));
    return banks.size() == below.size() || found == made_.end() ? nullptr
                                                                : &found->second;
}

Names bank_names(std::string_view list)
{
    return list == "1" ? Names{"VIRUS"} : split_names(list, ',');
}

Choice Banks::choose(std::string_view interface, std::string_view client) const
{
    const auto here = config::interface_banks(settings_, interface);
    const auto& place = places_.at(text::join(here, "/"));
    // amavisd asks for an unknown client under this address.
    const std::string_view address = client.empty() ? "0.0.0.0" : client;
    const auto rule = std::ranges::find_if(
        place.rules, [&](const ClientRule& one) { return one.holds(address); });
    const auto names = rule == place.rules.end() ? "" : text::join(rule->banks, ",");
    const auto& path = place.paths.at(names);
    Choice choice{&made_.at(path), nullptr};
    const auto users =
        made_.find(path.empty() ? std::string(users_bank) : cat(path, '/', users_bank));
    if (users != made_.end() && choice.configuration->originating)
        choice.for_users = &users->second;
    return choice;
}

} // namespace chainmail::policy
