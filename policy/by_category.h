// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// amavisd's tables by contents category: %final_destiny_maps_by_ccat and its like.
#ifndef CHAINMAIL_POLICY_BY_CATEGORY_H
#define CHAINMAIL_POLICY_BY_CATEGORY_H

#include "category.h"
#include "table.h"
#include "table_reader.h"

#include <map>
#include <span>

namespace chainmail::policy {

/// A category that is a key, even of an empty list, is in it: that matters, for the
/// walk through the categories ends at keys.
class ByCategory {
public:
    const Maps* find(const Category& category) const;
    /// Of the first of `categories` (the most important first) that is a key, else of
    /// the catch-all; null when that is none either.
    const Maps* first(std::span<const Category> categories) const;
    void set(const Category& category, Maps maps) { maps_[category] = std::move(maps); }

    /// The hash "%x" as `view` shows it. Keys that are no category are of no effect, as
    /// in amavisd: in a hash, CC_CLEAN => ... is the key "CC_CLEAN".
    static Result<ByCategory>
    read(TableReader& reader, const View& view, std::string_view name);

private:
    std::map<Category, Maps> maps_;
};

/// "6" or "4,3"; nothing for what is no category.
std::optional<Category> parse_category(std::string_view key);

} // namespace chainmail::policy

#endif
