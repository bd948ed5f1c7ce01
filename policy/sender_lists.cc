// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "sender_lists.h"

#include "base/text.h"
#include "perl_number.h"

#include <algorithm>

namespace chainmail::policy {

namespace {

using text::cat;

void say(std::vector<std::string>* why, std::string line)
{
    if (why != nullptr) why->push_back(std::move(line));
}

/// Calls `use(maps, key)` for each entry that fits the recipient; it says whether to go
/// on.
template <typename Use>
void for_each_match(const ByRecipient& table, const Subject& recipient, Use use)
{
    for (const auto& key : recipient.keys().keys) {
        const auto found = table.entries.find(key);
        if (found != table.entries.end() && !use(found->second, key)) return;
    }
    for (const auto& row : table.rows)
        if (row.regex.matches(recipient.address(), *table.scratch) &&
            !use(row.senders, std::string("a pattern")))
            return;
}

const Maps* first_match(const std::vector<ByRecipient>& tables,
                        const Subject& recipient)
{
    const Maps* first = nullptr;
    for (const auto& table : tables) {
        for_each_match(table, recipient, [&](const Maps& maps, const std::string&) {
            first = &maps;
            return false;
        });
        if (first != nullptr) break;
    }
    return first;
}

// The meaning of `wb`.
enum class Verdict { points, neutral, black, white };

bool is_points(std::string_view value)
{
    if (value.starts_with('+') || value.starts_with('-')) value.remove_prefix(1);
    const auto dot = std::min(value.find('.'), value.size());
    constexpr std::string_view digits = "0123456789";
    const auto whole = value.substr(0, dot);
    const auto fraction = value.substr(std::min(dot + 1, value.size()));
    return !whole.empty() && whole.find_first_not_of(digits) == whole.npos &&
           fraction.find_first_not_of(digits) == fraction.npos;
}

Verdict verdict_of(std::string_view value)
{
    std::string_view blanks(" \0", 2);
    if (value.find_first_not_of(blanks) == value.npos) return Verdict::neutral;
    const auto trimmed = text::trim(value);
    if (is_points(trimmed)) return Verdict::points;
    while (value.ends_with(' '))
        value.remove_suffix(1);
    if (value.size() == 1 && std::string_view("BbNnFf").find(value[0]) != value.npos)
        return Verdict::black;
    return Verdict::white;
}

// One recipient, sender after sender. The order of things is amavisd's: what an earlier
// sender settled keeps the later ones from the static lists.
class Judge {
public:
    Judge(const Subject& recipient,
          const SenderLists& lists,
          std::vector<std::string>* why)
        : recipient_(recipient),
          lists_(lists),
          why_(why)
    {
    }

    void ask_database(std::span<const ListEntry> entries, std::size_t sender)
    {
        // An answer for an earlier sender does not outlive the next question.
        if (has_user_row()) opinion_.settled = false;
        for (const auto& entry : entries) {
            if (entry.sender != sender) continue;
            take(entry);
            if (found_) return;
        }
    }

    void ask_static(const Subject& sender)
    {
        if (!found_) {
            opinion_.black |=
                is_listed(sender, lists_.own_black, lists_.black, "black");
            opinion_.white |=
                is_listed(sender, lists_.own_white, lists_.white, "white");
        }
        if (!has_points_) add_scores(sender);
    }

    Opinion opinion() const { return opinion_; }

private:
    bool has_user_row() const
    {
        return std::ranges::any_of(recipient_.rows(), [](const lookup::Row& row) {
            return column(row, "id") != nullptr;
        });
    }

    void take(const ListEntry& entry)
    {
        const auto source =
            cat("SQL row ", entry.row + 1, ": wb is \"", entry.value, "\"");
        switch (verdict_of(entry.value)) {
        case Verdict::points:
            add(perl_number(entry.value), source);
            opinion_.settled = false;
            return;
        case Verdict::neutral:
            opinion_.settled = false;
            say(why_, cat("neutral (", source, ")"));
            break;
        case Verdict::black:
            opinion_.black = opinion_.settled = true;
            say(why_, cat("blacklisted (", source, ")"));
            break;
        case Verdict::white:
            opinion_.white = opinion_.settled = true;
            say(why_, cat("whitelisted (", source, ")"));
            break;
        }
        found_ = true;
    }

    bool is_listed(const Subject& sender,
                   const std::vector<ByRecipient>& own,
                   const Maps& all,
                   std::string_view color)
    {
        std::optional<Match> match;
        if (const auto* maps = first_match(own, recipient_))
            match = maps->first(sender);
        if (!match) match = all.first(sender);
        if (!match || !match->value.is_true()) return false;
        found_ = opinion_.settled = true;
        say(why_,
            cat(color,
                "listed <",
                sender.address(),
                "> (",
                match->table->where,
                ": ",
                match->key,
                ")"));
        return true;
    }

    void add_scores(const Subject& sender)
    {
        for (const auto& table : lists_.scores)
            for_each_match(
                table, recipient_, [&](const Maps& maps, const std::string& key) {
                    const auto match = maps.first(sender);
                    const double points = match ? to_number(match->value) : 0;
                    if (points != 0)
                        add(points,
                            cat("for <",
                                sender.address(),
                                "> by @score_sender_maps, recipient ",
                                key,
                                ", ",
                                match->key));
                    return true;
                });
    }

    void add(double points, const std::string& source)
    {
        has_points_ = true;
        opinion_.points += points;
        say(why_, cat(text::score(points), " points (", source, ")"));
    }

    const Subject& recipient_;
    const SenderLists& lists_;
    std::vector<std::string>* why_;
    Opinion opinion_;
    bool found_ = false;
    bool has_points_ = false;
};

// The tables that a value for one recipient names: a list of them, or where
// `single` a table.
Result<Maps> read_senders(TableReader& reader,
                          const View& view,
                          const config::Value& value,
                          std::string_view name,
                          bool single)
{
    if (!single) return reader.maps_of(view, value, name);
    auto table = reader.element(view, value, name);
    if (!table) return table.error();
    std::vector<TableReader::Made> tables;
    if (*table != nullptr) tables.push_back(std::move(*table));
    return Maps(std::move(tables));
}

Result<ByRecipient> read_by_recipient(TableReader& reader,
                                      const View& view,
                                      const config::Value& value,
                                      std::string_view name,
                                      bool single)
{
    ByRecipient table;
    if (const auto* hash = value.get<config::Hash>()) {
        for (const auto& [key, tables] : *hash) {
            auto senders = read_senders(reader, view, tables, name, single);
            if (!senders) return senders.error();
            table.entries.emplace(key, std::move(*senders));
        }
        return table;
    }
    const auto* rows = value.get<config::RegexTable>();
    if (rows == nullptr) {
        if (value.is_undef()) return table;
        return view.refuse(name,
                           cat("a hash by recipient is needed, not ", value.kind()));
    }
    table.scratch = std::make_shared<pattern::MatchScratch>();
    for (const auto& row : rows->rows) {
        auto regex = pattern::Regex::compile(expression(row.regex));
        if (!regex) return view.refuse(name, regex.error().what);
        auto senders = read_senders(reader, view, row.value, name, single);
        if (!senders) return senders.error();
        table.rows.push_back({std::move(*regex), std::move(*senders)});
    }
    return table;
}

Result<std::vector<ByRecipient>> read_all(TableReader& reader,
                                          const View& view,
                                          const config::List& list,
                                          std::string_view name,
                                          bool single)
{
    std::vector<ByRecipient> all;
    for (const auto& one : list) {
        auto table = read_by_recipient(reader, view, view.followed(one), name, single);
        if (!table) return table.error();
        all.push_back(std::move(*table));
    }
    return all;
}

} // namespace

Result<SenderLists> SenderLists::read(TableReader& reader, const View& view)
{
    constexpr std::string_view own_white = "$per_recip_whitelist_sender_lookup_tables";
    constexpr std::string_view own_black = "$per_recip_blacklist_sender_lookup_tables";
    constexpr std::string_view scores = "@score_sender_maps";
    SenderLists lists;
    auto white = reader.maps(view, "@whitelist_sender_maps");
    if (!white) return white.error();
    lists.white = std::move(*white);
    auto black = reader.maps(view, "@blacklist_sender_maps");
    if (!black) return black.error();
    lists.black = std::move(*black);
    auto tables = read_all(reader, view, {view.scalar(own_white)}, own_white, true);
    if (!tables) return tables.error();
    lists.own_white = std::move(*tables);
    tables = read_all(reader, view, {view.scalar(own_black)}, own_black, true);
    if (!tables) return tables.error();
    lists.own_black = std::move(*tables);
    tables = read_all(reader, view, view.list(scores).list, scores, false);
    if (!tables) return tables.error();
    lists.scores = std::move(*tables);
    return lists;
}

Opinion opinion_on(std::span<const Subject> senders,
                   const Subject& recipient,
                   const SenderLists& lists,
                   std::span<const ListEntry> entries,
                   std::vector<std::string>* why)
{
    Judge judge(recipient, lists, why);
    for (std::size_t i = 0; i < senders.size(); ++i) {
        judge.ask_database(entries, i);
        judge.ask_static(senders[i]);
    }
    return judge.opinion();
}

} // namespace chainmail::policy
