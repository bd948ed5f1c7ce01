// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "type_table.h"

#include "base/text.h"

namespace chainmail::mime_split {

using text::cat;

Result<TypeTable> TypeTable::make(const std::vector<config::TypeTable>& tables)
{
    TypeTable made;
    made.scratch_ = std::make_shared<pattern::MatchScratch>();
    for (const auto& rows : tables) {
        auto& table = made.tables_.emplace_back();
        for (const auto& row : rows) {
            if (row.built_in) {
                table.push_back({nullptr, {}});
                continue;
            }
            const auto source =
                row.regex.flags.empty()
                    ? row.regex.pattern
                    : cat("(?", row.regex.flags, ")", row.regex.pattern);
            auto regex = pattern::Regex::compile(source);
            if (!regex) return permanent(cat(source, ": ", regex.error().what));
            table.push_back({std::make_shared<const pattern::Regex>(std::move(*regex)),
                             row.shorts});
        }
    }
    made.leaves_all_ = !made.tables_.empty() && !made.tables_.front().empty() &&
                       made.tables_.front().front().regex == nullptr;
    return made;
}

const TypeTable::Row* TypeTable::row_for(const std::vector<Row>& table,
                                         std::string_view description,
                                         pattern::MatchScratch& scratch)
{
    for (const auto& row : table)
        if (row.regex == nullptr || row.regex->matches(description, scratch))
            return &row;
    return nullptr;
}

std::optional<std::vector<std::string>>
TypeTable::find(std::string_view description) const
{
    if (leaves_all_) return {};
    for (const auto& table : tables_) {
        const auto* row = row_for(table, description, *scratch_);
        if (row != nullptr && row->regex == nullptr) return {};
        if (row != nullptr && row->shorts) return row->shorts;
    }
    return std::vector<std::string>();
}

} // namespace chainmail::mime_split
