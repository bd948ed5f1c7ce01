// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "field_value.h"

#include "perl_number.h"

#include <algorithm>

namespace chainmail::policy {

namespace {

using config::Value;

const lookup::Row::value_type* find(const lookup::Row& row, std::string_view name)
{
    const auto found = std::ranges::find(row, name, &lookup::Row::value_type::first);
    return found == row.end() ? nullptr : &*found;
}

// One of "NnFf " or any number of "0" or of NUL, with blanks behind.
bool is_false(std::string_view text)
{
    while (text.ends_with(' ') && text.size() > 1)
        text.remove_suffix(1);
    if (text.empty()) return false;
    if (text.size() == 1 && std::string_view("NnFf 0").find(text[0]) != text.npos)
        return true;
    const auto all = [&](char c) { return text.find_first_not_of(c) == text.npos; };
    return all('0') || all('\0');
}

} // namespace

const std::string* column(const lookup::Row& row, std::string_view name)
{
    const auto* found = find(row, name);
    return found != nullptr && found->second ? &*found->second : nullptr;
}

Value field_value(const lookup::Row& row, std::string_view name, FieldType type)
{
    const auto* found = find(row, name);
    if (found == nullptr) return type == FieldType::local ? Value(1.0) : Value();
    if (!found->second) return {};
    const std::string& text = *found->second;
    switch (type) {
    case FieldType::local:
    case FieldType::truth:
        return is_false(text) ? Value(0.0) : Value(text);
    case FieldType::number:
        return perl_number(text);
    case FieldType::text:
        break;
    }
    return text;
}

} // namespace chainmail::policy
