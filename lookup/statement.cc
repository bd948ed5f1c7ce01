// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "statement.h"

namespace chainmail::lookup {

namespace {

// pg_type.dat of PostgreSQL; these never change.
constexpr Oid type_bool = 16;
constexpr Oid type_bytea = 17;
constexpr Oid type_text = 25;

std::string decode_bytea(const char* text)
{
    std::size_t length = 0;
    const auto* escaped = reinterpret_cast<const unsigned char*>(text);
    unsigned char* bytes = ::PQunescapeBytea(escaped, &length);
    if (bytes == nullptr) return text;
    std::string decoded(reinterpret_cast<const char*>(bytes), length);
    ::PQfreemem(bytes);
    return decoded;
}

std::string read_cell(const PGresult* result, int row, int column)
{
    const char* text = ::PQgetvalue(result, row, column);
    switch (::PQftype(result, column)) {
    case type_bool:
        return *text == 't' ? "1" : "0";
    case type_bytea:
        return decode_bytea(text);
    default:
        return {text, static_cast<std::size_t>(::PQgetlength(result, row, column))};
    }
}

} // namespace

std::vector<Oid> declared_types(const Query& query, bool as_text)
{
    std::vector<Oid> types;
    for (const auto& parameter : query.parameters) {
        const bool is_address = parameter.kind == Parameter::Kind::address;
        types.push_back(parameter.kind == Parameter::Kind::boolean ? type_bool
                        : is_address && as_text                    ? type_text
                                                                   : 0);
    }
    return types;
}

Values::Values(const Query& query, const std::vector<Oid>& types)
{
    const auto count = query.parameters.size();
    texts_.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto& value = query.parameters[i].value;
        const bool raw = i < types.size() && types[i] == type_bytea;
        const auto& text = texts_.emplace_back(raw ? value.value_or("")
                                                   : fit_for_text(value.value_or("")));
        pointers_.push_back(value ? text.c_str() : nullptr);
        lengths_.push_back(static_cast<int>(text.size()));
        formats_.push_back(raw ? 1 : 0);
    }
}

Table read_table(const PGresult* result)
{
    Table table;
    const int columns = ::PQnfields(result);
    for (int column = 0; column < columns; ++column)
        table.names.emplace_back(::PQfname(result, column));
    for (int row = 0; row < ::PQntuples(result); ++row) {
        auto& cells = table.rows.emplace_back();
        for (int column = 0; column < columns; ++column)
            if (::PQgetisnull(result, row, column) != 0)
                cells.emplace_back();
            else
                cells.emplace_back(read_cell(result, row, column));
    }
    return table;
}

} // namespace chainmail::lookup
