// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "work.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::lookup {

namespace {

// Bytes that a record could not hold anyhow.
constexpr std::size_t most_bytes = wire::Limits::record_bytes;
// Some seconds for the database, some ten megabytes here.
constexpr std::size_t most_list_queries = 100'000;

std::size_t bytes_of(const std::vector<Row>& rows)
{
    std::size_t bytes = 0;
    for (const auto& row : rows)
        for (const auto& [name, value] : row)
            bytes += name.size() + (value ? value->size() : 0) + 2;
    return bytes;
}

const std::optional<std::string>* find(const Row& row, std::string_view name)
{
    for (const auto& [column, value] : row)
        if (column == name) return &value;
    return nullptr;
}

std::optional<std::string> id_of(const Row& row)
{
    const auto* id = find(row, "id");
    return id != nullptr ? *id : std::nullopt;
}

void trim_end(std::string& value)
{
    value.resize(value.find_last_not_of(' ') + 1);
}

// Of a catch-all row that does not speak of it nobody is local.
void complete_catch_all(Row& row)
{
    const auto* email = find(row, "email");
    if (email != nullptr && *email == "@." && find(row, "local") == nullptr)
        row.emplace_back("local", std::nullopt);
}

std::optional<std::string> first_wb(const std::vector<Row>& rows)
{
    for (const auto& row : rows)
        if (const auto* wb = find(row, "wb"); wb != nullptr && wb->has_value())
            return *wb;
    return {};
}

// Of columns with the same name the last counts.
std::vector<std::size_t> columns_that_count(const std::vector<std::string>& names)
{
    std::vector<std::size_t> columns;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (std::find(names.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                      names.end(),
                      names[i]) == names.end())
            columns.push_back(i);
    return columns;
}

void make_printable(std::string& key)
{
    for (char& c : key)
        if (text::is_control(c) || text::is_8bit(c)) c = '?';
}

} // namespace

std::vector<Row> make_rows(Table table, bool trims)
{
    for (auto& name : table.names)
        name = text::lower(name);
    const auto columns = columns_that_count(table.names);
    std::vector<Row> rows;
    for (auto& cells : table.rows) {
        auto& row = rows.emplace_back();
        for (const auto i : columns)
            row.emplace_back(table.names[i], std::move(cells.at(i)));
        complete_catch_all(row);
        for (auto& [name, value] : row)
            if (trims && value) trim_end(*value);
    }
    return rows;
}

Work::Work(Question question, const Configuration& configuration)
    : question_(std::move(question)),
      configuration_(&configuration)
{
    answer_.number = question_.number;
    answer_.rows.resize(question_.recipients.size() + question_.others.size());
    if (configuration.policy && !configuration.dsns.empty() && !answer_.rows.empty())
        step_ = Step::policy;
}

Query Work::make_query(const Clause& clause,
                       const Address& address,
                       const std::optional<std::string>& extra) const
{
    auto keys = make_keys(
        address.address, configuration_->style, address.local, configuration_->keys);
    if (!configuration_->allow_8bit)
        for (auto& key : keys.keys)
            make_printable(key);
    return {&clause, keys.keys.size(), clause.parameters(keys, address.local, extra)};
}

std::vector<Query> Work::queries() const
{
    std::vector<Query> queries;
    if (step_ == Step::policy)
        for (const auto* all : {&question_.recipients, &question_.others})
            for (const auto& address : *all)
                queries.push_back(make_query(*configuration_->policy, address, {}));
    if (step_ == Step::lists) {
        queries.resize(lists_.size());
        for (const auto& [key, number] : lists_)
            queries[number] = make_query(
                *configuration_->lists, question_.senders.at(key.second), key.first);
    }
    return queries;
}

Status Work::take(std::vector<Table> tables)
{
    if (step_ == Step::lists) {
        take_lists(tables);
        step_ = Step::done;
        return {};
    }
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < tables.size(); ++i) {
        answer_.rows.at(i) = make_rows(std::move(tables[i]), configuration_->trims);
        bytes += bytes_of(answer_.rows[i]);
        if (bytes > most_bytes)
            return permanent("sel_policy gives more than an answer holds");
    }
    if (auto found = find_lists(); !found) return found;
    step_ = lists_.empty() ? Step::done : Step::lists;
    return {};
}

// The same user and sender are asked once, however many recipients have that row.
Status Work::find_lists()
{
    if (!configuration_->lists) return {};
    for (std::size_t recipient = 0; recipient < question_.recipients.size();
         ++recipient)
        for (std::size_t sender = 0; sender < question_.senders.size(); ++sender)
            for (const auto& row : answer_.rows[recipient])
                if (const auto id = id_of(row)) {
                    lists_.try_emplace({*id, sender}, lists_.size());
                    if (lists_.size() > most_list_queries)
                        return permanent("too many users and senders for sel_wblist");
                }
    return {};
}

void Work::take_lists(const std::vector<Table>& tables)
{
    std::vector<std::optional<std::string>> values;
    values.reserve(tables.size());
    for (const auto& table : tables)
        values.push_back(first_wb(make_rows(table, configuration_->trims)));
    for (std::size_t recipient = 0; recipient < question_.recipients.size();
         ++recipient)
        for (std::size_t sender = 0; sender < question_.senders.size(); ++sender)
            for (std::size_t row = 0; row < answer_.rows[recipient].size(); ++row) {
                const auto id = id_of(answer_.rows[recipient][row]);
                if (!id) continue;
                const auto& value = values.at(lists_.at({*id, sender}));
                if (value) answer_.lists.push_back({recipient, row, sender, *value});
            }
}

} // namespace chainmail::lookup
