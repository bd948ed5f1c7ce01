// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "config/type_map.h"

namespace chainmail::config {

namespace {

constexpr std::string_view maps_name = "@map_full_type_to_short_type_maps";
constexpr std::string_view table_name = "$map_full_type_to_short_type_re";
// The only row of the default: files put theirs in front of it or behind.
constexpr std::string_view built_in = "(?#built-in)";

Error refuse_row(const Settings& settings, std::string_view name)
{
    return settings.refuse(
        name, "rows [qr'...' => 'TYPE'] or [qr'...' => ['TYPE', 'TYPE']] are needed");
}

// One type or several; false for what is neither. $1 would be a part of the
// description.
bool read_shorts(const Value& value, TypeRow& row)
{
    if (value.is_undef()) return true;
    row.shorts.emplace();
    const List one{value};
    const auto* list = value.get<List>();
    for (const auto& type : list == nullptr ? one : *list) {
        const auto text = type.text();
        if (!text || text->find('$') != text->npos) return false;
        if (!text->empty()) row.shorts->push_back(*text);
    }
    return true;
}

class Reader {
public:
    explicit Reader(const Settings& settings) : settings_(settings) {}

    Result<std::vector<TypeTable>> run()
    {
        for (const auto& element : settings_.list(maps_name)) {
            const auto* reference = element.get<Reference>();
            const auto done = reference == nullptr
                                  ? take(element, maps_name)
                                  : take(settings_.target(*reference), reference->name);
            if (!done) return done.error();
        }
        return std::move(tables_);
    }

private:
    Status take(const Value& value, std::string_view name)
    {
        if (value.is_undef()) return {};
        tables_.emplace_back();
        if (const auto* table = value.get<RegexTable>()) {
            for (const auto& row : table->rows)
                if (!add(row.regex, row.value)) return refuse_row(settings_, name);
            return {};
        }
        // amavisd makes a table of this list alone; others are lists of addresses.
        if (const auto* list = value.get<List>(); list != nullptr && name == table_name)
            return take_list(*list);
        if (value.text() && add(Regex{"^", ""}, value)) return {};
        return refuse_row(settings_, name);
    }

    Status take_list(const List& list)
    {
        for (const auto& row : list) {
            const auto* pair = row.get<List>();
            if (pair != nullptr && pair->empty())
                return refuse_row(settings_, table_name);
            const auto& first = pair == nullptr ? row : pair->front();
            const auto* regex = first.get<Regex>();
            const bool has_answer = pair != nullptr && pair->size() > 1;
            if (regex == nullptr || !add(*regex, has_answer ? (*pair)[1] : Value(1.0)))
                return refuse_row(settings_, table_name);
        }
        return {};
    }

    bool add(const Regex& regex, const Value& value)
    {
        TypeRow row{regex, regex.pattern == built_in, {}};
        const bool good = row.built_in || read_shorts(value, row);
        tables_.back().push_back(std::move(row));
        return good;
    }

    const Settings& settings_;
    std::vector<TypeTable> tables_;
};

} // namespace

Result<std::vector<TypeTable>> read_type_map(const Settings& settings)
{
    return Reader(settings).run();
}

} // namespace chainmail::config
