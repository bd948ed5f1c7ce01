// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "types.h"

#include "leading_bytes.h"
#include "short_types.h"
#include "text_type.h"

namespace chainmail::mime_split {

Types Types::load(std::string& warning, TypeTable table)
{
    Types types;
    types.table_ = std::move(table);
    if (auto magic = Magic::load())
        types.magic_ = std::move(*magic);
    else
        warning = magic.error().what;
    return types;
}

Type Types::of(std::string_view content) const
{
    auto type = by_own_tables(content);
    if (table_.leaves_all()) return type;
    if (auto shorts = table_.find(describe(content))) type.shorts = std::move(*shorts);
    return type;
}

// As file(1) does, which looks at no content to say so.
std::string Types::describe(std::string_view content) const
{
    if (content.empty()) return "empty";
    return magic_ ? magic_->describe(content) : "data";
}

Type Types::by_own_tables(std::string_view content) const
{
    if (content.empty()) return {{"empty"}, Format::none, false};
    auto type = type_by_bytes(content);
    if (!type.shorts.empty()) return type;
    if (type.format == Format::none)
        if (auto text = type_of_text(content); !text.shorts.empty()) return text;
    type.shorts = short_types(describe(content));
    return type;
}

} // namespace chainmail::mime_split
