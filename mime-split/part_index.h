// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// How the parts of a message lie within one another.
#ifndef CHAINMAIL_MIME_SPLIT_PART_INDEX_H
#define CHAINMAIL_MIME_SPLIT_PART_INDEX_H

#include "split.h"

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace chainmail::mime_split {

class PartIndex {
public:
    explicit PartIndex(const std::vector<Found>& parts);

    /// There are parts below the one at `path`.
    bool has_parts(std::string_view path) const;

    /// 1, and one more for each part around it that has content of its own: messages
    /// and containers, not multiparts.
    std::size_t level(std::string_view path) const;

    /// `container` has parts now: those added to `parts` since the last call.
    void add(const std::vector<Found>& parts, std::size_t container);

private:
    void note(const Found& part);

    std::unordered_set<std::string> parents_;
    std::unordered_set<std::string> with_content_;
    std::size_t known_ = 0;
};

} // namespace chainmail::mime_split

#endif
