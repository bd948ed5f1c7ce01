// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "config/weight.h"

#include <algorithm>

namespace chainmail::config {

namespace {

void add(Weight& sum, const Value& part)
{
    const auto one = weigh(part);
    sum.elements += one.elements;
    sum.bytes += one.bytes;
    sum.depth = std::max(sum.depth, one.depth + 1);
}

} // namespace

Weight weigh(const Value& value)
{
    Weight sum;
    if (const auto* text = value.get<std::string>()) sum.bytes = text->size();
    if (const auto* regex = value.get<Regex>()) sum.bytes = regex->pattern.size();
    if (const auto* list = value.get<List>()) {
        for (const auto& element : *list)
            add(sum, element);
    }
    if (const auto* hash = value.get<Hash>()) {
        for (const auto& [key, element] : *hash) {
            add(sum, element);
            sum.bytes += key.size();
        }
    }
    if (const auto* table = value.get<RegexTable>()) {
        for (const auto& row : table->rows) {
            add(sum, row.value);
            sum.bytes += row.regex.pattern.size();
        }
        // Written down, each row is a list within the list of rows.
        sum.depth += 1;
    }
    if (const auto* special = value.get<Special>()) {
        for (const auto& argument : special->arguments)
            add(sum, argument);
        sum.bytes += special->function.size();
    }
    return sum;
}

bool means_the_same(const Value& a, const Value& b)
{
    if (a.is_undef() || b.is_undef()) return a.is_undef() && b.is_undef();
    const auto* list = a.get<List>();
    const auto* other = b.get<List>();
    if (list != nullptr && other != nullptr) {
        return std::equal(
            list->begin(), list->end(), other->begin(), other->end(), means_the_same);
    }
    const auto text = a.text();
    return a == b || (text && text == b.text());
}

} // namespace chainmail::config
